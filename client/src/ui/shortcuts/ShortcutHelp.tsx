import { Modal, Switch } from "antd";
import { useTranslation } from "@/i18n";
import { Kbd } from "../kit/Kbd";
import { setPreferences, usePreferences } from "../theme/preferences";
import styles from "./ShortcutHelp.module.css";
import { useShortcuts } from "./useShortcut";

/** The list of all keys that act just now. */
export default function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("ui");
  const shortcuts = useShortcuts();
  const { letterKeys } = usePreferences();
  return (
    <Modal open title={t("keys.title")} footer={null} onCancel={onClose}>
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
