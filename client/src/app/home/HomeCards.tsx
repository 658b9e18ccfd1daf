import { StarOutlined } from "@ant-design/icons";
import { lazy, Suspense } from "react";
import { useTranslation } from "@/i18n";
import { ErrorBoundary } from "@/ui/kit/ErrorBoundary";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { useRooms } from "@/ui/kit/viewport";
import { useFavourites } from "../shell/sideQueries";
import { FigureCards } from "./FigureCards";
import type { Scope } from "./figures";
import styles from "./HomePage.module.css";
import { bandsOf, cardId, type HomeCard } from "./layout";
import { PipelineCard } from "./PipelineCard";
import { RecentCard } from "./RecentCard";
import { RecordsCard } from "./RecordsCard";
import { TasksCard } from "./TasksCard";

const ChangesCard = lazy(() => import("./ChangesCard"));
const ViewCard = lazy(() => import("./ViewCard"));

function FavouritesCard() {
  const { t } = useTranslation("app");
  return <RecordsCard title={t("menu.favourites")} records={useFavourites().slice(0, 10)} icon={<StarOutlined />} nothing={t("home.noFavourites")} nothingText={t("home.noFavouritesText")} />;
}

function CardBody({ card, scope }: { card: HomeCard; scope: Scope }) {
  switch (card.kind) {
    case "figures":
      return <FigureCards scope={scope} />;
    case "tasks":
      return <TasksCard scope={scope} />;
    case "pipeline":
      return <PipelineCard scope={scope} />;
    case "recent":
      return <RecentCard />;
    case "favourites":
      return <FavouritesCard />;
    case "changes":
      return <ChangesCard />;
    case "view":
      return <ViewCard object={card.object ?? ""} view={card.view} />;
  }
}

function Cards({ cards, scope }: { cards: readonly HomeCard[]; scope: Scope }) {
  return cards.map((card) => (
    <ErrorBoundary key={cardId(card)}>
      <Suspense fallback={<ListSkeleton rows={4} />}>
        <CardBody card={card} scope={scope} />
      </Suspense>
    </ErrorBoundary>
  ));
}

/** The cards in their order: two columns where there is room, else one. */
export function HomeCards({ cards, scope }: { cards: readonly HomeCard[]; scope: Scope }) {
  const isOneColumn = useRooms().includes("medium");
  if (isOneColumn) return <Cards cards={cards} scope={scope} />;
  return bandsOf(cards).map(({ whole, wide, narrow }) => {
    const key = [whole, ...wide, ...narrow].map((card) => card && cardId(card)).join(" ");
    if (whole) return <Cards key={key} cards={[whole]} scope={scope} />;
    return (
      <div key={key} className={styles.columns} data-single={wide.length === 0 || narrow.length === 0 || undefined}>
        {[wide, narrow].map((column, place) => column.length > 0 && (
          <div key={place === 0 ? "wide" : "narrow"} className={styles.column}>
            <Cards cards={column} scope={scope} />
          </div>
        ))}
      </div>
    );
  });
}
