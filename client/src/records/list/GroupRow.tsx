import { CaretDownOutlined, CaretRightOutlined } from "@ant-design/icons";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { Chip } from "@/ui/kit/Chip";
import { toneOf } from "@/ui/kit/tones";
import { useGrid } from "./GridContext";
import styles from "./grid.module.css";
import type { Section } from "./sections";

interface GroupRowProps {
  row: number;
  section: Section;
  isOpen: boolean;
  isActive: boolean;
}

/** The head of a group: what its records share, how many they are and their sums. */
export function GroupRow({ row, section, isOpen, isActive }: GroupRowProps) {
  const { t } = useTranslation("records");
  const format = useFormat();
  const grid = useGrid();
  const place = new Map(grid.measures.map((measure, at) => [measure.field, section.values[at]]));
  return (
    <div role="row" id={`row-${row}`} className={styles.groupRow} data-active={isActive || undefined} aria-rowindex={row + 2} aria-expanded={isOpen}>
      <div role="gridcell" className={styles.check}>
        <button type="button" className={styles.fold} tabIndex={-1} aria-label={t(isOpen ? "group.close" : "group.open", { title: section.title })} onClick={() => grid.toggle(section)}>
          {isOpen ? <CaretDownOutlined /> : <CaretRightOutlined />}
        </button>
      </div>
      {grid.columns.map((field, column) => (
        <div role="gridcell" key={field.name} className={styles.cell} data-align={place.has(field.name) ? "end" : undefined} data-first={column === 0 || undefined}>
          {column === 0 ? (
            <button type="button" className={styles.groupTitle} tabIndex={-1} onClick={() => grid.toggle(section)}>
              {section.colour ? <Chip tone={toneOf(section.colour)}>{section.title}</Chip> : <strong>{section.title}</strong>}
              <span className={styles.groupCount}>{format.number(section.count)}</span>
            </button>
          ) : (
            place.has(field.name) && <FieldDisplay value={place.get(field.name)} field={field} />
          )}
        </div>
      ))}
      <div role="presentation" />
    </div>
  );
}

/** Says that a group has more than is shown, and leads to all of it. */
export function MoreRow({ row, section }: { row: number; section: Section }) {
  const { t } = useTranslation("records");
  const format = useFormat();
  const grid = useGrid();
  return (
    <div role="row" id={`row-${row}`} className={styles.moreRow}>
      <div role="gridcell" className={styles.moreCell}>
        <button type="button" className={styles.link} onClick={() => grid.showAll(section)}>
          {t("group.all", { title: section.title, count: section.count, shown: format.number(section.count) })}
        </button>
      </div>
    </div>
  );
}
