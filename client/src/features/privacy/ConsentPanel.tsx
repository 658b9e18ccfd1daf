import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { may, useObject } from "@/api/session";
import { currentLanguage, useTranslation } from "@/i18n";
import { dayIn } from "@/ui/format/dates";
import { useFormat } from "@/ui/format/FormatContext";
import { Card } from "@/ui/kit/Card";
import type { PanelProps } from "@/ui/panels";
import { ConsentDialog } from "./ConsentDialog";
import { channels, consentsQuery, purposeName, purposesQuery, type Channel, type Consent, type Purpose } from "./consents";
import styles from "./privacy.module.css";

interface CellProps {
  consent: Consent | undefined;
  label: string;
  isOpen: boolean;
  onClick: () => void;
}

/** A day in a narrow cell: of this year the month and the day, else the year and the month; the title tells it whole. */
function shortDay(day: string, today: string): string {
  return day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day.slice(0, 7);
}

const signs = { given: "✓", refused: "✕", withdrawn: "↩", expired: "⌛" } as const;

function Cell({ consent, label, isOpen, onClick }: CellProps) {
  const { t } = useTranslation("privacy");
  const format = useFormat();
  const said = consent ? `${t(`consent.state.${consent.state}`)}, ${format.dateTime(consent.given_at)}` : t("consent.notAsked");
  const until = consent?.state === "given" && consent.expires_on ? `, ${t("consent.until", { day: format.date(consent.expires_on) })}` : "";
  return (
    <button type="button" className={styles.cell} data-state={consent?.state} disabled={!isOpen} title={`${said}${until}`} aria-label={`${label}: ${said}${until}`} onClick={onClick}>
      <span aria-hidden="true">{consent ? signs[consent.state] : "–"}</span>
      {consent && <small>{shortDay(dayIn(format.timeZone, new Date(consent.given_at)), format.today())}</small>}
    </button>
  );
}

interface Chosen {
  purpose: Purpose;
  channel: Channel;
  before: Consent | undefined;
}

/** What a person agreed to, by purpose and channel; a click writes down what he says now. */
export default function ConsentPanel({ object, id, title, canEdit }: PanelProps) {
  const { t } = useTranslation("privacy");
  const target = useObject("consent");
  const [chosen, choose] = useState<Chosen | null>(null);
  const isReadable = target?.rights.includes("read") ?? false;
  const purposes = useQuery({ ...purposesQuery, enabled: isReadable }).data?.records ?? [];
  const consents = useQuery({ ...consentsQuery(object, id), enabled: isReadable }).data?.records ?? [];
  if (!target || !isReadable || purposes.length === 0) return null;
  const shown = channels.filter((channel) => purposes.some((purpose) => purpose.channels.includes(channel)));
  const isOpen = canEdit && may(target, "edit") && may(target, "create");
  return (
    <Card title={t("consent.title")}>
      <div className={styles.frame}>
        <table className={styles.grid}>
          <thead>
            <tr>
              <td />
              {shown.map((channel) => (
                <th key={channel} scope="col">{t(`consent.channel.${channel}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {purposes.map((purpose) => (
              <tr key={purpose.id}>
                <th scope="row">{purposeName(purpose, currentLanguage())}</th>
                {shown.map((channel) => {
                  const before = consents.find((each) => each.purpose === purpose.id && each.channel === channel);
                  const label = `${purposeName(purpose, currentLanguage())}, ${t(`consent.channel.${channel}`)}`;
                  return (
                    <td key={channel}>
                      {purpose.channels.includes(channel) && <Cell consent={before} label={label} isOpen={isOpen} onClick={() => choose({ purpose, channel, before })} />}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {chosen && <ConsentDialog about={{ object, id, purpose: chosen.purpose.id, channel: chosen.channel }} name={`${title}: ${purposeName(chosen.purpose, currentLanguage())}, ${t(`consent.channel.${chosen.channel}`)}`} before={chosen.before} onClose={() => choose(null)} />}
    </Card>
  );
}
