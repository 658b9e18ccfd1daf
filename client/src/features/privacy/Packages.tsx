import { apiAddress } from "@/api/client";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import styles from "./privacy.module.css";
import { nameOf, type RequestState } from "./requests";

/** The archives that can be handed out, one for each person. */
export function Packages({ state }: { state: RequestState }) {
  const { t } = useTranslation("privacy");
  const format = useFormat();
  return (
    <ul className={styles.list}>
      {state.packages.map((each) => (
        <li key={each.id}>
          <a href={apiAddress(`/privacy/packages/${each.id}`)} download>
            {t("request.package", { name: nameOf(state.persons.find((person) => person.number === each.person), each.person), day: format.dateTime(each.made_at) })}
          </a>{" "}
          <span className={styles.hint}>{t("request.until", { day: format.dateTime(each.expires_at) })}</span>
        </li>
      ))}
    </ul>
  );
}
