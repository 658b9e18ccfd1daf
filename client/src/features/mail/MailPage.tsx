import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { mailQuery } from "./mail";
import styles from "./mail.module.css";
import { MailForm } from "./MailForm";
import { MailTest } from "./MailTest";

/** The server that sends the company's mail. */
export default function MailPage() {
  const { t } = useTranslation("mail");
  const { data: mail, error, refetch } = useQuery(mailQuery);
  if (error) return <ProblemView error={error} onRetry={() => void refetch()} />;
  if (!mail) return <ListSkeleton />;
  return (
    <div className={styles.page}>
      {!mail.is_set_up && <Alert type="info" showIcon title={t("notYet")} description={t("notYetText")} />}
      {mail.is_set_up && !mail.works && (
        <Alert type="warning" showIcon title={t("untried")} description={t("untriedText")} />
      )}
      <Card title={t("title")}>
        <MailForm key={JSON.stringify(mail)} mail={mail} />
      </Card>
      {mail.is_set_up && (
        <Card title={t("test.title")}>
          <MailTest />
        </Card>
      )}
    </div>
  );
}
