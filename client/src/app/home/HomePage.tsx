import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMe } from "@/api/session";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { ErrorBoundary } from "@/ui/kit/ErrorBoundary";
import { PageHeader } from "@/ui/kit/PageHeader";
import { Segments } from "@/ui/kit/Segments";
import { useNow } from "@/ui/kit/When";
import type { Scope } from "./figures";
import { FigureCards } from "./FigureCards";
import styles from "./HomePage.module.css";
import { PipelineCard } from "./PipelineCard";
import { RecentCard } from "./RecentCard";
import { TasksCard } from "./TasksCard";

/** What a person has to do today, and how his work stands. */
export default function HomePage() {
  const { t } = useTranslation("app");
  const format = useFormat();
  const navigate = useNavigate();
  const { data: me } = useMe();
  const asked = (useSearch({ strict: false }) as { scope?: unknown }).scope;
  const usual: Scope = me?.is_administrator ? "all" : "mine";
  const scope: Scope = asked === "mine" || asked === "all" ? asked : usual;
  const now = useNow();
  return (
    <>
      <title>{`${t("home.title")} · Guanxi`}</title>
      <PageHeader
        title={t("home.title")}
        facts={format.weekday(now)}
        actions={
          <Segments
            label={t("home.scope")}
            isLabelHidden
            value={scope}
            options={[
              { value: "mine", label: t("home.mine") },
              { value: "all", label: t("home.all") },
            ]}
            onChange={(next) => void navigate({ to: "/", search: { scope: next }, replace: true })}
          />
        }
      />
      <div className={styles.page}>
        <ErrorBoundary>
          <FigureCards scope={scope} />
        </ErrorBoundary>
        <div className={styles.columns}>
          <ErrorBoundary>
            <TasksCard scope={scope} />
          </ErrorBoundary>
          <div className={styles.column}>
            <ErrorBoundary>
              <PipelineCard scope={scope} />
            </ErrorBoundary>
            <RecentCard />
          </div>
        </div>
      </div>
    </>
  );
}
