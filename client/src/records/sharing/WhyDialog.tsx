import { CheckCircleOutlined, CloseCircleOutlined, EyeOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Modal, Select } from "antd";
import { useId, useState } from "react";
import { lookAs } from "@/api/session";
import { ReferencePicker } from "@/fields/reference/ReferencePicker";
import { useTranslation } from "@/i18n";
import { ProblemView } from "@/ui/kit/ProblemView";
import { showProblem } from "@/ui/toast/undo";
import { useShown } from "../page/PageContext";
import { whyQuery, type Why } from "./sharing";
import styles from "./sharing.module.css";

function Reasons({ label, reasons }: { label: string; reasons: Why["reasons"] }) {
  if (reasons.length === 0) return null;
  return (
    <ul aria-label={label}>
      {reasons.map((each, place) => (
        <li key={`${each.code} ${place}`}>{each.text}</li>
      ))}
    </ul>
  );
}

function Verdict({ why, isField }: { why: Why; isField: boolean }) {
  const { t } = useTranslation("sharing");
  const said = why.edits ? "edits" : why.sees ? "reads" : "seesNot";
  return (
    <div className={styles.verdict} aria-live="polite">
      <h3>
        {why.sees ? <CheckCircleOutlined className={styles.good} /> : <CloseCircleOutlined className={styles.bad} />}
        {t(`why.${said}${isField ? "Field" : ""}`, { name: why.person.title })}
      </h3>
      <Reasons label={t("why.reasons")} reasons={why.reasons} />
      {why.editing.length > 0 && <h4>{t("why.editing")}</h4>}
      <Reasons label={t("why.editing")} reasons={why.editing} />
      {why.wanting.length > 0 && (
        <ul aria-label={t("why.wanting")} className={styles.small}>
          {why.wanting.map((each) => (
            <li key={each.text}>{each.text}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Tells an administrator why a colleague can or cannot see this record, or one of its fields. */
export function WhyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("sharing");
  const { object, record, title } = useShown();
  const [user, setUser] = useState("");
  const [field, setField] = useState("");
  const id = useId();
  const why = useQuery(whyQuery(object.name, record.id, user, field));
  const fields = Object.values(object.fields).filter((each) => !["id", "version"].includes(each.name));
  const options = [{ value: "", label: t("why.whole") }, ...fields.map((each) => ({ value: each.name, label: each.label }))];
  return (
    <Modal open title={t("why.title", { title })} footer={null} onCancel={onClose}>
      <div className={styles.form}>
        <label htmlFor={`${id}who`}>
          {t("why.who")}
          <ReferencePicker id={`${id}who`} target="user" value={user ? [{ id: user, title: null }] : []} label={t("why.who")} mayClear={false} onChange={(chosen) => setUser(chosen[0]?.id ?? "")} />
        </label>
        <label htmlFor={`${id}what`}>
          {t("why.what")}
          <Select id={`${id}what`} value={field} options={options} showSearch={{ optionFilterProp: "label" }} onChange={setField} />
        </label>
      </div>
      {why.error && <ProblemView error={why.error} onRetry={() => void why.refetch()} />}
      {why.data && <Verdict why={why.data} isField={field !== ""} />}
      {user && (
        <div className={styles.foot}>
          <Button icon={<EyeOutlined />} onClick={() => void lookAs(user).catch(showProblem)}>
            {t("look.begin")}
          </Button>
        </div>
      )}
      {!user && <p className={styles.small}>{t("why.hint")}</p>}
    </Modal>
  );
}
