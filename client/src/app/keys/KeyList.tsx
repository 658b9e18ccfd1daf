import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Switch } from "antd";
import { useCallback, useState } from "react";
import { useTranslation } from "@/i18n";
import { clashOf, entriesOf, swapped, withKeys, type Entry } from "@/ui/shortcuts/choosing";
import { shortcutPlaces } from "@/ui/shortcuts/commands";
import { capsOf } from "@/ui/shortcuts/keys";
import { usualKeys, useOwnKeys, type OwnKeys } from "@/ui/shortcuts/ownKeys";
import { refusalOf } from "@/ui/shortcuts/refusals";
import { setPreferences, usePreferences } from "@/ui/theme/preferences";
import { keepOwnKeys } from "../personal";
import { AddKeys } from "./AddKeys";
import styles from "./keys.module.css";
import { KeyRow } from "./KeyRow";

interface Question {
  entry: Entry;
  keys: string;
}

interface AnswerProps extends Question {
  own: OwnKeys;
  onSwap: (own: OwnKeys) => void;
  onClose: () => void;
}

/** Why keys could not be taken, with the offer to swap where another command has them. */
function Answer({ entry, keys, own, onSwap, onClose }: AnswerProps) {
  const { t } = useTranslation("app");
  const shown = capsOf(keys).join(" ");
  const refusal = refusalOf(keys);
  const other = refusal ? undefined : clashOf(own, entry, keys);
  const name = other && (other.title ?? t(other.id));
  const swap = other && !other.isFixed && (
    <Button size="small" type="primary" onClick={() => onSwap(swapped(own, entry, other, keys))}>
      {t("keys.swap")}
    </Button>
  );
  return <Alert type="warning" className={styles.question ?? ""} showIcon closable={{ onClose, "aria-label": t("keys.leave") }} role="alert" title={refusal ? t(`keys.refused.${refusal}`, { keys: shown }) : t("keys.clash", { keys: shown, name })} action={swap} />;
}

interface KeyListProps {
  /** The labels of what acts on the page behind the list. */
  acting?: ReadonlySet<string>;
  /** The list lies above the page, which may get keys. */
  onLeave?: () => void;
}

/** All commands by place with their keys, which a person changes by pressing others. */
export function KeyList({ acting, onLeave }: KeyListProps) {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const own = useOwnKeys();
  const { letterKeys } = usePreferences();
  const [question, ask] = useState<Question | null>(null);
  const keep = useCallback(
    (next: OwnKeys) => {
      ask(null);
      void keepOwnKeys(client, next);
    },
    [client],
  );
  const choose = useCallback(
    (entry: Entry, keys: string) => {
      if (keys !== "" && (refusalOf(keys) || clashOf(own, entry, keys))) ask({ entry, keys });
      else keep(withKeys(own, entry, keys));
    },
    [own, keep],
  );
  // The title of a dialog is none of the page's headings.
  const Heading = onLeave ? "h2" : "h3";
  const entries = entriesOf(own);
  const isHere = (place: Entry["place"]) => entries.some((entry) => entry.place === place && acting?.has(entry.id));
  // What a table does by itself acts wherever its other keys do.
  const actsHere = (entry: Entry) => acting?.has(entry.id) || (entry.isFixed && entry.place !== "everywhere" && isHere(entry.place));
  return (
    <div className={styles.all}>
      {question && <Answer {...question} own={own} onSwap={keep} onClose={() => ask(null)} />}
      {[...shortcutPlaces, "own" as const].map((place) => (
        <section key={place}>
          <Heading className={styles.heading}>{t(`keys.place.${place}`)}</Heading>
          <ul className={styles.list}>
            {entries.map((entry) => entry.place === place && <KeyRow key={entry.id} entry={entry} isActing={actsHere(entry)} onKeys={choose} />)}
          </ul>
          {place === "own" && <AddKeys onKeys={choose} isAbovePage={onLeave !== undefined} />}
        </section>
      ))}
      <div className={styles.foot}>
        <label className={styles.letters}>
          <Switch size="small" checked={letterKeys} onChange={(checked) => setPreferences({ letterKeys: checked })} />
          {t("ui:keys.letters")}
        </label>
        <Button size="small" disabled={Object.keys(own.changed).length === 0} onClick={() => keep({ ...usualKeys, addresses: own.addresses })}>
          {t("keys.usualAll")}
        </Button>
      </div>
    </div>
  );
}
