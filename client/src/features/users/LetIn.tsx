import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { api } from "@/api/client";
import type { Grant } from "@/api/security";
import { useTranslation } from "@/i18n";
import { When } from "@/ui/kit/When";
import { showProblem } from "@/ui/toast/undo";
import styles from "./users.module.css";

interface LetInProps {
  user: string;
  grants: readonly Grant[];
  onChanged: () => void;
}

/** Programs that a colleague has let in, each of which an administrator shuts out. */
export function LetIn({ user, grants, onChanged }: LetInProps) {
  const { t } = useTranslation("users");
  const end = useMutation({
    mutationFn: (grant: string) => api.delete(`/security/users/${user}/grants/${grant}`),
    onSettled: onChanged,
    onError: showProblem,
  });
  if (grants.length === 0) return null;
  return (
    <>
      <dt>{t("security.programs")}</dt>
      <dd>
        <ul className={styles.programs} aria-label={t("security.programs")}>
          {grants.map(({ id, name, expires_at }) => (
            <li key={id}>
              <span>
                {name} <span className={styles.hint}>{t("security.until")} <When at={expires_at} /></span>
              </span>
              <Button size="small" disabled={end.isPending} aria-label={t("security.shutOutOne", { name })} onClick={() => end.mutate(id)}>
                {t("security.shutOut")}
              </Button>
            </li>
          ))}
        </ul>
      </dd>
    </>
  );
}
