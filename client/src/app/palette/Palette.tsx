import { LoadingOutlined, SearchOutlined } from "@ant-design/icons";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "@/i18n";
import { Kbd } from "@/ui/kit/Kbd";
import { Sheet } from "@/ui/kit/Sheet";
import styles from "./Palette.module.css";
import { usePaletteItems, type PaletteItem } from "./usePaletteItems";

function Option({ item, id, isActive, onPick, onPoint }: { item: PaletteItem; id: string; isActive: boolean; onPick: () => void; onPoint: () => void }) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isActive) row.current?.scrollIntoView({ block: "nearest" });
  }, [isActive]);
  return (
    // The input keeps the focus; it names the active option and takes the keys.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <li ref={row} id={id} role="option" aria-selected={isActive} className={styles.option} onClick={onPick} onMouseMove={onPoint}>
      <span className={styles.icon} aria-hidden="true">
        {item.icon}
      </span>
      <span className={styles.title}>{item.title}</span>
      {item.detail && <span className={styles.detail}>{item.detail}</span>}
      {item.keys && <Kbd keys={item.keys} />}
    </li>
  );
}

function stepOf(key: string, active: number, count: number): number | undefined {
  const steps: Record<string, number> = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: Math.min(active + 8, count - 1), PageUp: Math.max(active - 8, 0) };
  const next = steps[key];
  return next === undefined || count === 0 ? undefined : (next + count) % count;
}

/** One box that finds records and does things. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("app");
  const id = useId();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const { items, isSearching } = usePaletteItems(typed);
  const chosen = items[active];
  const pick = (item: PaletteItem | undefined) => {
    if (!item) return;
    onClose();
    void item.run();
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = stepOf(event.key, active, items.length);
    if (step === undefined && event.key !== "Enter") return;
    event.preventDefault();
    if (step === undefined) pick(chosen);
    else setActive(step);
  };
  return (
    <Sheet label={t("palette.title")} place="top" onClose={onClose}>
      <div className={styles.palette}>
        <div className={styles.box}>
          {isSearching ? <LoadingOutlined /> : <SearchOutlined />}
          <input
            // A box that was asked for by key is there to be typed into.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            role="combobox"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={chosen ? `${id}-${active}` : undefined}
            aria-label={t("palette.find")}
            placeholder={t("palette.placeholder")}
            value={typed}
            spellCheck={false}
            onKeyDown={press}
            onChange={(event) => {
              setTyped(event.target.value);
              setActive(0);
            }}
          />
          <Kbd keys="escape" />
        </div>
        <ul id={`${id}-list`} role="listbox" aria-label={t("palette.results")} className={styles.list}>
          {items.map((item, place) => (
            <PlacedOption
              key={item.id}
              item={item}
              heading={item.group === items[place - 1]?.group ? undefined : t(`palette.group.${item.group}`)}
              id={`${id}-${place}`}
              isActive={place === active}
              onPick={() => pick(item)}
              onPoint={() => setActive(place)}
            />
          ))}
        </ul>
        {items.length === 0 && !isSearching && <p className={styles.nothing}>{t("palette.nothing")}</p>}
      </div>
    </Sheet>
  );
}

function PlacedOption({ heading, ...option }: Parameters<typeof Option>[0] & { heading: string | undefined }) {
  return (
    <>
      {heading && (
        <li role="presentation" className={styles.group}>
          {heading}
        </li>
      )}
      <Option {...option} />
    </>
  );
}
