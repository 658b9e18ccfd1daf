import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { Kbd } from "@/ui/kit/Kbd";
import styles from "./list.module.css";

interface FooterProps {
  first: number;
  last: number;
  total: number | null;
  isExact: boolean;
}

const hints = [["up", "down"], ["space"], ["enter"], ["e"], ["x"], ["?"]] as const;
const names = ["move", "preview", "page", "edit", "select", "all"] as const;
const commands: Record<string, string> = { e: "records:keys.edit", x: "records:keys.select", "?": "ui:keys.help" };

/** The keys that act on the list, and where in it one is. */
export function Footer({ first, last, total, isExact }: FooterProps) {
  const { t } = useTranslation("records");
  const format = useFormat();
  return (
    <footer className={styles.footer} id="list-keys">
      {hints.map((keys, place) => (
        <span key={keys[0]} className={styles.hint}>
          {keys.map((key) => (
            <Kbd key={key} keys={key} command={commands[key] ?? ""} />
          ))}
          {t(`hint.${names[place] ?? "all"}`)}
        </span>
      ))}
      {total !== null && total > 0 && (
        <span className={styles.where}>{t("list.where", { first: format.number(first), last: format.number(last), total: `${format.number(total)}${isExact ? "" : "+"}` })}</span>
      )}
    </footer>
  );
}
