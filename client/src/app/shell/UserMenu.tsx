import { LogoutOutlined, SettingOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useId, useRef } from "react";
import { signOut, useMe } from "@/api/session";
import { useTranslation } from "@/i18n";
import { Avatar } from "@/ui/kit/Avatar";
import { showProblem } from "@/ui/toast/undo";
import { AppearanceChoices } from "../settings/AppearanceChoices";
import styles from "./UserMenu.module.css";

/** Ends the session here and on the server; nothing of it stays in memory. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    try {
      // What is still on its way would only come back as refused.
      await client.cancelQueries();
      await signOut();
    } catch (error) {
      showProblem(error);
      return;
    }
    await navigate({ to: "/login" });
    client.clear();
  };
}

export function UserMenu() {
  const { t } = useTranslation("app");
  const { data: me } = useMe();
  const leave = useSignOut();
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const close = () => panel.current?.hidePopover();
  if (!me) return null;
  return (
    <>
      <button type="button" className={styles.button} popoverTarget={id} aria-label={t("menu.user", { name: me.user.name })}>
        <Avatar name={me.user.name} size="large" isSelf />
      </button>
      <div ref={panel} id={id} popover="auto" className={styles.panel}>
        <div className={styles.who}>
          <b>{me.user.name}</b>
          <span>{me.user.email ?? me.user.login}</span>
          <span>{me.company.name}</span>
        </div>
        <AppearanceChoices />
        <div className={styles.links}>
          <Link to="/settings" onClick={close}>
            <SettingOutlined />
            {t("settings.title")}
          </Link>
          <button type="button" onClick={() => void leave()}>
            <LogoutOutlined />
            {t("menu.signOut")}
          </button>
        </div>
      </div>
    </>
  );
}
