import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { api } from "@/api/client";
import { securityKey, type UserSecurity } from "@/api/security";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { When } from "@/ui/kit/When";
import { showToast } from "@/ui/toast/toasts";
import { showProblem } from "@/ui/toast/undo";
import { LetIn } from "./LetIn";
import styles from "./users.module.css";

interface SecurityDialogProps {
  user: string;
  name: string;
  onClose: () => void;
}

type Deed = "unlock" | "end" | "reset" | "disconnect";

const deeds: Record<Deed, (user: string) => Promise<unknown>> = {
  unlock: (user) => api.post(`/security/users/${user}/unlock`),
  end: (user) => api.delete(`/security/users/${user}/sessions`),
  reset: (user) => api.delete(`/security/users/${user}/second-factors`),
  disconnect: (user) => api.delete(`/security/users/${user}/directories`),
};

/** A colleague's way in: his lock, his sessions, his second factors. */
export function SecurityDialog({ user, name, onClose }: SecurityDialogProps) {
  const { t } = useTranslation("users");
  const client = useQueryClient();
  const format = useFormat();
  const { data: found } = useQuery({
    queryKey: [...securityKey, user],
    queryFn: ({ signal }) => api.get<UserSecurity>(`/security/users/${user}`, undefined, signal),
    staleTime: 0,
    refetchInterval: 10_000,
  });
  const renew = () => void client.invalidateQueries({ queryKey: securityKey });
  const change = useMutation({
    mutationFn: (deed: Deed) => deeds[deed](user),
    onSuccess: (_, deed) => {
      showToast({ text: t(`security.done.${deed}`, { name }) });
      renew();
    },
    onError: showProblem,
  });
  const button = (deed: Deed) => (
    <Button size="small" disabled={change.isPending} onClick={() => change.mutate(deed)}>
      {t(`security.${deed}`)}
    </Button>
  );
  return (
    <Modal open title={t("security.title", { name })} footer={null} onCancel={onClose}>
      {!found && <ListSkeleton rows={3} />}
      {found && (
        <dl className={styles.security}>
          <dt>{t("security.lock")}</dt>
          <dd>
            {found.locked_until ? <span>{t("security.lockedUntil", { time: format.time(found.locked_until) })}</span> : t("security.notLocked")}
            {found.locked_until && button("unlock")}
          </dd>
          <dt>{t("security.sessions")}</dt>
          <dd>
            {t("security.sessionCount", { count: found.sessions.length })}
            {found.sessions.length > 0 && button("end")}
          </dd>
          <dd>
            <ul>
              {found.sessions.map((session) => (
                <li key={session.id} className={styles.hint}>
                  {[session.browser, session.system, session.address].filter(Boolean).join(" · ")} · <When at={session.seen_at} />
                </li>
              ))}
            </ul>
          </dd>
          <dt>{t("security.factors")}</dt>
          <dd>
            {t("security.factorCount", { count: found.factors.length })}
            {found.factors.length > 0 && button("reset")}
          </dd>
          {found.directories.length > 0 && (
            <>
              <dt>{t("security.directories")}</dt>
              <dd>
                <span>{found.directories.map(({ name }) => name).join(", ")}</span>
                {button("disconnect")}
              </dd>
            </>
          )}
          <LetIn user={user} grants={found.grants} onChanged={renew} />
          <dt>{t("security.email")}</dt>
          <dd>{found.verified_email ?? t("security.noEmail")}</dd>
        </dl>
      )}
    </Modal>
  );
}
