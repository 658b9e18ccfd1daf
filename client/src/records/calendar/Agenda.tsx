import { Link } from "@tanstack/react-router";
import type { ObjectMeta } from "@/api/meta";
import { fieldUi } from "@/fields/registry";
import { isEmpty } from "@/fields/values";
import { useTranslation } from "@/i18n";
import { recordAddress } from "@/ui/addresses";
import { useFormat } from "@/ui/format/FormatContext";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { titleOf } from "../form/values";
import styles from "./calendar.module.css";
import { toneOfRecord } from "./Day";
import type { Calendar } from "./useCalendar";

interface AgendaProps {
  object: ObjectMeta;
  calendar: Calendar;
  onOpen: (id: string) => void;
}

/** The days of a month that have something, one below the other. */
export function Agenda({ object, calendar, onOpen }: AgendaProps) {
  const { t } = useTranslation("records");
  const format = useFormat();
  const subtitle = object.subtitle ? object.fields[object.subtitle] : undefined;
  const month = calendar.on.slice(0, 7);
  const filled = [...calendar.entries].filter(([day, entries]) => entries.length > 0 && day.startsWith(month));
  if (filled.length === 0) return <EmptyState icon={<ObjectIcon name={object.icon} />} title={t("calendar.nothing")} text={t("calendar.nothingText")} />;
  return (
    <ol className={styles.agenda}>
      {filled.map(([day, entries]) => (
        <li key={day}>
          <h3 data-today={day === format.today() || undefined}>{format.weekday(new Date(`${day}T12:00:00Z`))}</h3>
          <ul>
            {entries.map(({ record }) => (
              <li key={record.id}>
                <Link {...recordAddress(object.name, record.id)} className={styles.agendaEntry} data-tone={toneOfRecord(object, record)} onClick={() => onOpen(record.id)}>
                  <strong>{titleOf(object, record) || t("untitled")}</strong>
                  {subtitle && !isEmpty(record[subtitle.name]) && <span>{fieldUi(subtitle).plain(record[subtitle.name], subtitle, { format, t })}</span>}
                </Link>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
