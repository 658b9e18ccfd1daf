import { PlusOutlined } from "@ant-design/icons";
import { useLocation } from "@tanstack/react-router";
import { Button } from "antd";
import { useCallback, useState } from "react";
import { useTranslation } from "@/i18n";
import type { Entry } from "@/ui/shortcuts/choosing";
import { PlacePicker, type PickedPlace } from "../places/PlacePicker";
import styles from "./keys.module.css";
import { Capture } from "./KeyRow";

interface AddKeysProps {
  onKeys: (entry: Entry, keys: string) => void;
  /** The page behind may get keys. */
  isAbovePage: boolean;
}

/** Gives keys to a list, a view, a record or the page behind: first what, then which. */
export function AddKeys({ onKeys, isAbovePage }: AddKeysProps) {
  const { t } = useTranslation("app");
  const { href } = useLocation();
  const [picked, pick] = useState<PickedPlace | null>(null);
  const here = document.title.replace(/ · Guanxi$/, "");
  const leave = useCallback(() => pick(null), []);
  const take = useCallback(
    (keys: string) => {
      pick(null);
      if (picked) onKeys({ id: picked.to, title: picked.title, place: "own", keys: "", isFixed: false }, keys);
    },
    [picked, onKeys],
  );
  if (picked) {
    return (
      <div className={styles.add}>
        <span className={styles.name}>{picked.title}</span>
        <Capture label={t("keys.change", { name: picked.title })} onKeys={take} onLeave={leave} />
      </div>
    );
  }
  return (
    <div className={styles.add}>
      <PlacePicker label={t("keys.add")} onPick={pick} />
      {isAbovePage && (
        <Button icon={<PlusOutlined />} onClick={() => pick({ to: href, title: here })}>
          {t("keys.here", { title: here })}
        </Button>
      )}
    </div>
  );
}
