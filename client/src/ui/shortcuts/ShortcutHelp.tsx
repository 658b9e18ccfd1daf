import { Modal, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import { Kbd } from "../kit/Kbd";
import { setPreferences, usePreferences } from "../theme/preferences";
import styles from "./ShortcutHelp.module.css";
import { useShortcut, useShortcuts } from "./useShortcut";

/** The list of all keys that act just now; "?" opens it. */
export default function ShortcutHelp() {
  const { t } = useTranslation("ui");
  const [isOpen, setOpen] = useState(false);
  const shortcuts = useShortcuts();
  const { letterKeys } = usePreferences();
  useShortcut("?", "ui:keys.help", () => setOpen(true));
  return (
    <Modal open={isOpen} title={t("keys.title")} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
      <dl className={styles.list}>
        {shortcuts.map(({ keys, label }) => (
          <div key={keys} className={styles.row}>
            <dt>{t(label)}</dt>
            <dd>
              <Kbd keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
      <label className={styles.letters}>
        <Switch size="small" checked={letterKeys} onChange={(checked) => setPreferences({ letterKeys: checked })} />
        {t("keys.letters")}
      </label>
    </Modal>
  );
}
