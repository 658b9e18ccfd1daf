import { Button, Checkbox, Select } from "antd";
import { useId, useState } from "react";
import { useMeta } from "@/api/session";
import { useConfirmed } from "@/ui/kit/useConfirmed";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { Segments } from "@/ui/kit/Segments";
import { makeToken, networksIn, scopes, terms } from "./tokens";
import styles from "./tokens.module.css";

interface TokenFormProps {
  onMade: (key: string) => void;
  onCancel: () => void;
}

const limited = ["read", "write"];

/** What a new key may do, for how long, and from where. */
export function TokenForm({ onMade, onCancel }: TokenFormProps) {
  const { t } = useTranslation("tokens");
  const id = useId();
  const objects = Object.values(useMeta().data?.objects ?? {}).filter((each) => !each.parent);
  const confirmed = useConfirmed();
  const [name, setName] = useState("");
  const [chosen, choose] = useState<string[]>(["read"]);
  const [only, setOnly] = useState<string[]>([]);
  const [days, setDays] = useState<number>(90);
  const [networks, setNetworks] = useState("");
  const [password, setPassword] = useState("");
  const wanted = chosen.flatMap((scope) => (limited.includes(scope) && only.length ? only.map((object) => `${scope}:${object}`) : [scope]));
  const send = () => confirmed.run(
    async (given) => onMade((await makeToken({ name, scopes: wanted, days, networks: networksIn(networks) }, given)).token),
    password,
  );
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <LabelledInput label={t("name")} value={name} placeholder={t("nameExample")} maxLength={100} onChange={(event) => setName(event.target.value)} />
      <fieldset className={styles.scopes}>
        <legend>{t("may")}</legend>
        <Checkbox.Group value={chosen} onChange={choose} options={scopes.map((value) => ({ value, label: t(`scope.${value}`) }))} />
      </fieldset>
      <label className={styles.field} htmlFor={id}>
        {t("only")}
        <Select
          id={id} mode="multiple" value={only} onChange={setOnly} placeholder={t("allObjects")} showSearch={{ optionFilterProp: "label" }}
          options={objects.map((each) => ({ value: each.name, label: each.plural }))}
        />
      </label>
      <Segments label={t("ends")} value={String(days)} options={terms.map((term) => ({ value: String(term), label: t("days", { count: term }) }))} onChange={(value) => setDays(Number(value))} />
      <LabelledInput
        label={t("networks")} value={networks} hint={t("networksHint")} spellCheck={false} autoComplete="off"
        onChange={(event) => setNetworks(event.target.value)}
      />
      {confirmed.isAsked && (
        <LabelledInput label={t("password")} isSecret autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />
      )}
      {confirmed.fault && <p role="alert" className={styles.fault}>{confirmed.fault}</p>}
      <div className={styles.buttons}>
        <Button type="primary" htmlType="submit" loading={confirmed.isBusy} disabled={!name.trim() || wanted.length === 0}>{t("make")}</Button>
        <Button onClick={onCancel}>{t("cancel")}</Button>
      </div>
    </form>
  );
}
