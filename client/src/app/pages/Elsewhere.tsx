import { LoginOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { apiAddress } from "@/api/client";
import { waysQuery } from "@/api/security";
import { useTranslation } from "@/i18n";
import styles from "./LoginForm.module.css";

const faults = [
  "no_such_directory", "directory_token_wrong", "directory_state_over", "directory_refused", "directory_failed", "directory_secret_wrong",
  "directory_user_unknown", "directory_user_off", "directory_not_joined", "directory_login_taken", "directory_login_unsound",
  "too_many",
] as const;

/** What went wrong on the way through another directory, and what to do. */
export function ElsewhereFault({ code }: { code: string }) {
  const { t } = useTranslation("app");
  const known = faults.find((fault) => fault === code) ?? "other";
  return <Alert className={styles.elsewhere} type="warning" showIcon role="alert" title={t("elsewhere.title")} description={t(`elsewhere.${known}`)} />;
}

/** A button for each directory that one can sign in through. */
export function Elsewhere({ next }: { next: string }) {
  const { t } = useTranslation("app");
  const directories = useQuery(waysQuery).data?.directories ?? [];
  return directories.map(({ id, name }) => (
    <Button key={id} size="large" block icon={<LoginOutlined />} href={apiAddress(`/auth/directories/${id}/start`, { next })}>
      {t("elsewhere.through", { name })}
    </Button>
  ));
}
