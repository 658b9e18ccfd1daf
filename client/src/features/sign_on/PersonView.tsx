import { Tag } from "antd";
import { useTranslation } from "@/i18n";
import type { Sighted } from "./signOn";
import styles from "./signOn.module.css";
import { useChoices } from "./useChoices";

/** Somebody as the directory tells of him, and the roles that this would give. */
export function PersonView({ person }: { person: Sighted }) {
  const { t } = useTranslation("sign_on");
  const roles = useChoices("role");
  const rows = [
    ["entry", person.entry],
    ["login", person.login],
    ["name", person.name],
    ["email", person.email],
    ["id", person.id],
  ] as const;
  const tags = (words: readonly string[]) => (words.length ? words.map((word) => <Tag key={word}>{word}</Tag>) : t("none"));
  return (
    <dl className={styles.person}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`person.${name}`)}</dt>
          <dd>{value || t("none")}</dd>
        </div>
      ))}
      <div>
        <dt>{t("person.groups")}</dt>
        <dd>{tags(person.groups)}</dd>
      </div>
      <div>
        <dt>{t("person.roles")}</dt>
        <dd>{tags(person.roles.map(({ id, name }) => roles.find(({ value }) => value === id)?.label ?? name))}</dd>
      </div>
    </dl>
  );
}
