import { CloseOutlined, HolderOutlined } from "@ant-design/icons";
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type DragEndEvent } from "@dnd-kit/core";
import { arrayMove, SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { Button, Select } from "antd";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { Segments } from "@/ui/kit/Segments";
import { useRooms } from "@/ui/kit/viewport";
import { showToast } from "@/ui/toast/toasts";
import { PlacePicker } from "../places/PlacePicker";
import { useViewPlaces, type ViewPlace } from "../places/places";
import styles from "./Adjust.module.css";
import { cardId, cardKinds, cardWidths, isUsual, readLayout, type HomeCard, type HomeLayout } from "./layout";

function useCardName(): (card: HomeCard) => string {
  const { t } = useTranslation("app");
  const views = useViewPlaces();
  return (card) => {
    if (card.kind !== "view") return t(`home.card.${card.kind}`);
    const place = views.find((each) => each.object === card.object && (each.view ?? undefined) === card.view);
    return place?.title ?? t("home.viewGone");
  };
}

interface CardRowProps {
  card: HomeCard;
  name: string;
  onChange: (card: HomeCard) => void;
  onRemove: () => void;
}

function CardRow({ card, name, onChange, onRemove }: CardRowProps) {
  const { t } = useTranslation("app");
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id: cardId(card) });
  const isOneColumn = useRooms().includes("medium");
  const style = { transform: transform ? `translateY(${transform.y}px)` : undefined, transition };
  return (
    <li ref={setNodeRef} style={style} className={styles.row} data-dragging={isDragging || undefined}>
      <button type="button" className={styles.grip} {...attributes} {...listeners} aria-label={t("home.adjust.move", { name })}>
        <HolderOutlined />
      </button>
      <span className={styles.name}>{name}</span>
      {!isOneColumn && (
        <Segments
          isLabelHidden
          label={t("home.adjust.width", { name })}
          value={card.width}
          options={cardWidths.map((width) => ({ value: width, label: t(`home.width.${width}`) }))}
          onChange={(width) => onChange({ ...card, width })}
        />
      )}
      <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("home.adjust.remove", { name })} onClick={onRemove} />
    </li>
  );
}

function AddCard({ cards, onAdd }: { cards: readonly HomeCard[]; onAdd: (card: HomeCard) => void }) {
  const { t } = useTranslation("app");
  const views = useViewPlaces();
  const taken = new Set(cards.map(cardId));
  const viewCard = ({ object, view }: ViewPlace): HomeCard => ({ kind: "view", width: "wide", object, ...(view === null ? {} : { view }) });
  const known = cardKinds.filter((kind) => kind !== "view" && !taken.has(kind)).map((kind) => ({ value: kind as string, label: t(`home.card.${kind}`) }));
  const listed = views.filter((place) => !taken.has(cardId(viewCard(place))));
  const options = [
    { label: t("home.adjust.cards"), options: known },
    { label: t("places.views"), options: listed.map(({ to, title }) => ({ value: to, label: title })) },
  ].filter((group) => group.options.length > 0);
  const choose = (value: string) => {
    const kind = cardKinds.find((each) => each === value);
    const place = views.find(({ to }) => to === value);
    if (kind) onAdd({ kind, width: kind === "figures" ? "whole" : "narrow" });
    else if (place) onAdd(viewCard(place));
  };
  return <Select<string> showSearch={{ optionFilterProp: "label" }} value={null} placeholder={t("home.adjust.add")} aria-label={t("home.adjust.add")} options={options} onSelect={choose} className={styles.add ?? ""} />;
}

interface AdjustProps {
  layout: HomeLayout;
  onChange: (layout: HomeLayout) => void;
  onClose: () => void;
}

/** Chooses the cards of the home page, their order and width, and where the day begins; each choice acts at once. */
export default function Adjust({ layout, onChange, onClose }: AdjustProps) {
  const { t } = useTranslation("app");
  const nameOf = useCardName();
  const { cards, start } = layout;
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }));
  const ids = cards.map(cardId);
  const set = (next: readonly HomeCard[]) => onChange({ ...layout, cards: next });
  const drop = ({ active, over }: DragEndEvent) => {
    if (over && active.id !== over.id) set(arrayMove([...cards], ids.indexOf(String(active.id)), ids.indexOf(String(over.id))));
  };
  const goBack = () => {
    onChange(readLayout(null));
    showToast({ text: t("home.adjust.isUsual"), undo: () => onChange(layout) });
  };
  return (
    <Card title={t("home.adjust.title")} extra={<Button type="primary" size="small" onClick={onClose}>{t("home.adjust.done")}</Button>}>
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={drop}>
        <SortableContext items={ids} strategy={verticalListSortingStrategy}>
          <ul>
            {cards.map((card) => (
              <CardRow key={cardId(card)} card={card} name={nameOf(card)} onChange={(next) => set(cards.map((each) => (each === card ? next : each)))} onRemove={() => set(cards.filter((each) => each !== card))} />
            ))}
          </ul>
        </SortableContext>
      </DndContext>
      <AddCard cards={cards} onAdd={(card) => set([...cards, card])} />
      <div className={styles.start}>
        <span>{start ? t("home.adjust.startsAt", { title: start.title }) : t("home.adjust.startsHere")}</span>
        {start && <Button size="small" onClick={() => onChange({ ...layout, start: null })}>{t("home.adjust.startHere")}</Button>}
        <PlacePicker label={t("home.adjust.start")} onPick={(place) => onChange({ ...layout, start: place })} />
        <Button size="small" disabled={isUsual(layout)} onClick={goBack}>{t("home.adjust.usual")}</Button>
      </div>
    </Card>
  );
}
