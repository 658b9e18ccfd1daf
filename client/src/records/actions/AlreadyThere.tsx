import { CopyOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ActionMeta } from "@/api/meta";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { DuplicateName } from "../form/DuplicateName";
import formStyles from "../form/form.module.css";
import styles from "./actions.module.css";
import { mayMakeAnew, takerOf } from "./actions";
import type { ActionForm } from "./useAction";

/** Several records equal what the verb would make: use one of them, or make another. */
export function AlreadyThere({ action, form }: { action: ActionMeta; form: ActionForm }) {
  const { t } = useTranslation("form");
  const objects = useMeta().data?.objects ?? {};
  const labels = (object: string, fields: readonly string[]) => fields.map((name) => objects[object]?.fields[name]?.label ?? name).join(", ");
  return (
    <div className={formStyles.notice} role="alert">
      <p className={formStyles.summaryTitle}>
        <CopyOutlined aria-hidden="true" /> {t("duplicates.title", { count: form.duplicates.length })}
      </p>
      <ul className={formStyles.found}>
        {form.duplicates.map((found, place) => (
          <li key={found.id ?? place} className={styles.found}>
            <span className={styles.which}>
              <span className={formStyles.hint}>{objects[found.object]?.label}</span>{" "}
              {found.id ? (
                <a href={`/o/${found.object}/${found.id}`} target="_blank" rel="noreferrer">
                  {found.title}
                </a>
              ) : (
                <b>
                  <DuplicateName found={found} />
                </b>
              )}{" "}
              <span className={formStyles.hint}>{t("duplicates.same", { fields: labels(found.object, found.fields) })}</span>
            </span>
            {found.id && takerOf(action, found) && (
              <Button size="small" loading={form.isActing} onClick={() => form.use(found)}>
                {t("page:action.duplicates.use")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div className={formStyles.choices}>
        <Button onClick={form.dismiss}>{t("duplicates.back")}</Button>
        {mayMakeAnew(action) && (
          <Button type="primary" loading={form.isActing} onClick={() => void form.run(true)}>
            {t("page:action.duplicates.anew")}
          </Button>
        )}
      </div>
    </div>
  );
}
