import { useMutation } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { isProblem } from "@/api/problem";
import { queryClient } from "@/api/queries";
import { meQuery, useMe } from "@/api/session";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { showProblem } from "@/ui/toast/undo";
import { mailQuery, tryMail } from "./mail";
import styles from "./mail.module.css";

/** Sends a letter at once and shows what the server said to it. */
export function MailTest() {
  const { t } = useTranslation("mail");
  const own = useMe().data?.user.email ?? "";
  const [to, setTo] = useState(own);
  const attempt = useMutation({
    mutationFn: () => tryMail(to),
    onSuccess: () => Promise.all([queryClient.invalidateQueries(mailQuery), queryClient.invalidateQueries(meQuery)]),
    onError: (problem) => {
      if (!isProblem(problem) || problem.errors.length === 0) showProblem(problem);
    },
  });
  const receipt = attempt.data;
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        attempt.mutate();
      }}
    >
      <LabelledInput
        label={t("test.to")} type="email" value={to} onChange={(event) => setTo(event.target.value)}
        error={isProblem(attempt.error) ? attempt.error.forField("to") : undefined}
      />
      <Button htmlType="submit" loading={attempt.isPending}>
        {t("test.send")}
      </Button>
      {receipt && (
        <Alert
          role="status"
          type={receipt.is_sent ? "success" : "error"}
          showIcon
          title={t(receipt.is_sent ? "test.sent" : "test.failed")}
          description={<code className={styles.answer}>{receipt.answer}</code>}
        />
      )}
    </form>
  );
}
