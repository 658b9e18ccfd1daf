import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Input } from "antd";
import { useId, useState } from "react";
import { isProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import styles from "./privacy.module.css";
import { asLines, findPersons, readLines, requestKey, type RequestState } from "./requests";

/** Who the request is about, a line for each person, as names, addresses and numbers come. */
export function PersonsForm({ id, state }: { id: string; state: RequestState }) {
  const { t } = useTranslation("privacy");
  const field = useId();
  const client = useQueryClient();
  const [text, setText] = useState(asLines(state.persons));
  const [isDistinct, setDistinct] = useState(state.persons.some((person) => person.is_distinct));
  const find = useMutation({
    mutationFn: () => findPersons(id, readLines(text, isDistinct)),
    onSuccess: (found) => client.setQueryData(requestKey(id), found),
  });
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        find.mutate();
      }}
    >
      <label htmlFor={field}>
        {t("request.persons")}
        <Input.TextArea id={field} rows={4} placeholder={t("request.personsHint")} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <Checkbox checked={isDistinct} onChange={(event) => setDistinct(event.target.checked)}>
        {t("request.distinct")}
      </Checkbox>
      {isProblem(find.error) && <p role="alert" className={styles.fault}>{find.error.errors[0]?.message ?? find.error.message}</p>}
      <div className={styles.actions}>
        <Button type="primary" htmlType="submit" disabled={readLines(text, false).length === 0} loading={find.isPending}>
          {t("request.find")}
        </Button>
      </div>
    </form>
  );
}
