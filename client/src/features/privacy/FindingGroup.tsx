import { Link } from "@tanstack/react-router";
import { Button, Checkbox, Tag } from "antd";
import { useTranslation } from "@/i18n";
import styles from "./privacy.module.css";
import type { Finding, Place } from "./requests";

interface RowProps {
  finding: Finding;
  label: string;
  onChoose: (isChosen: boolean) => void;
  onCorrect: (() => void) | undefined;
}

/** Where a finding can be looked at: its record, or the record on which a file hangs. */
function addressOf(finding: Finding): string | undefined {
  if (finding.place === "record") return `/o/${finding.object}/${finding.key}`;
  return finding.holder && `/o/${finding.holder.object}/${finding.holder.id}?tab=files`;
}

function Row({ finding, label, onChoose, onCorrect }: RowProps) {
  const { t } = useTranslation("privacy");
  const name = finding.title ?? label;
  const address = addressOf(finding);
  return (
    <li className={styles.finding}>
      <Checkbox checked={finding.is_chosen} aria-label={t("request.isPerson", { title: name })} onChange={(event) => onChoose(event.target.checked)} />
      {address ? <Link to={address}>{name}</Link> : <span>{name}</span>}
      {finding.is_subject && <Tag color="blue">{t("request.subject")}</Tag>}
      <span className={styles.hint}>{t(`request.how.${finding.how}`)}</span>
      {onCorrect && finding.place === "record" && (
        <Button size="small" type="link" aria-label={t("request.correctOne", { title: name })} onClick={onCorrect}>{t("request.correct")}</Button>
      )}
    </li>
  );
}

interface GroupProps {
  place: Place;
  findings: readonly Finding[];
  onChoose: (findings: readonly Finding[], isChosen: boolean) => void;
  onCorrect?: ((finding: Finding) => void) | undefined;
}

/** What was found of a person at one place. */
export function FindingGroup({ place, findings, onChoose, onCorrect }: GroupProps) {
  const { t } = useTranslation("privacy");
  return (
    <div role="group" aria-label={place.label}>
      <div className={styles.place}>
        <Checkbox
          checked={place.chosen === place.count}
          indeterminate={place.chosen > 0 && place.chosen < place.count}
          aria-label={t("request.all", { place: place.label })}
          onChange={(event) => onChoose(findings, event.target.checked)}
        />
        <b>{place.label}</b> <span className={styles.hint}>{t("request.chosen", { chosen: place.chosen, total: place.count })}</span>
      </div>
      <ul className={styles.list}>
        {findings.map((finding) => (
          <Row
            key={finding.key}
            finding={finding}
            label={place.label}
            onChoose={(isChosen) => onChoose([finding], isChosen)}
            onCorrect={onCorrect && (() => onCorrect(finding))}
          />
        ))}
      </ul>
    </div>
  );
}
