import { useMutation } from "@tanstack/react-query";
import { Button, Checkbox } from "antd";
import { useState } from "react";
import { isProblem } from "@/api/problem";
import { queryClient } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { Chip } from "@/ui/kit/Chip";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { keepPlaces, type Place } from "./outgoing";
import styles from "./outgoing.module.css";

/** The allowed places, and a line to add one. */
export function Places({ places }: { places: readonly Place[] }) {
  const { t } = useTranslation("outgoing");
  const [text, setText] = useState("");
  const [isPlain, setPlain] = useState(false);
  const keep = useMutation({
    mutationFn: keepPlaces,
    onSuccess: async ({ changeSet }) => {
      setText("");
      setPlain(false);
      await queryClient.invalidateQueries();
      showWritten(t("done"), changeSet);
    },
    onError: (problem) => {
      if (!isProblem(problem) || problem.errors.length === 0) showProblem(problem);
    },
  });
  const fault = isProblem(keep.error) ? keep.error.errors[0]?.message : undefined;
  return (
    <>
      {places.length === 0 && <p className={styles.none}>{t("none")}</p>}
      <ul className={styles.list} aria-label={t("places")}>
        {places.map((each) => (
          <li key={each.place}>
            <code>{each.place}</code>
            {each.is_plain && <Chip tone="warn">{t("plain")}</Chip>}
            <Button
              size="small" disabled={keep.isPending} aria-label={t("removeOne", { place: each.place })}
              onClick={() => keep.mutate(places.filter(({ place }) => place !== each.place))}
            >
              {t("remove")}
            </Button>
          </li>
        ))}
      </ul>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) keep.mutate([...places, { place: text, is_plain: isPlain }]);
        }}
      >
        <LabelledInput
          label={t("place")} value={text} placeholder={t("example")} hint={t("hint")} error={fault} spellCheck={false} autoComplete="off"
          onChange={(event) => setText(event.target.value)}
        />
        <Checkbox checked={isPlain} onChange={(event) => setPlain(event.target.checked)}>
          {t("plainToo")}
        </Checkbox>
        <Button type="primary" htmlType="submit" loading={keep.isPending}>
          {t("allow")}
        </Button>
      </form>
    </>
  );
}
