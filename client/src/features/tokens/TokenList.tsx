import { Button } from "antd";
import { api } from "@/api/client";
import { useTranslation } from "@/i18n";
import { Chip } from "@/ui/kit/Chip";
import { When } from "@/ui/kit/When";
import { showProblem } from "@/ui/toast/undo";
import { showToast } from "@/ui/toast/toasts";
import { Scopes } from "./Scopes";
import type { Token } from "./tokens";
import styles from "./tokens.module.css";

interface TokenListProps {
  tokens: readonly Token[];
  /** Where one of them is ended. */
  path: string;
  showsPerson?: boolean;
  onChanged: () => void;
}

/** Keys with what they may do, their last use and their end. */
export function TokenList({ tokens, path, showsPerson = false, onChanged }: TokenListProps) {
  const { t } = useTranslation("tokens");
  const revoke = async (token: Token) => {
    await api.delete(`${path}/${token.id}`).catch(showProblem);
    showToast({ text: t("revoked", { name: token.name }) });
    onChanged();
  };
  if (tokens.length === 0) return <p className={styles.none}>{t("none")}</p>;
  return (
    <ul aria-label={t("list")}>
      {tokens.map((token) => (
        <li key={token.id} className={styles.row}>
          <span className={styles.name}>
            <b>{token.name}</b>
            {showsPerson && <span>{token.user.title}</span>}
            <span className={styles.chips}>
              {token.scopes === null ? <Chip tone="warn">{t("everything")}</Chip> : <Scopes given={token.scopes} />}
              {token.networks.map((network) => <Chip key={network} tone="info">{network}</Chip>)}
            </span>
            <span className={styles.hint}>
              {token.used_at ? <>{t("lastUsed")} <When at={token.used_at} /> {token.address}</> : t("neverUsed")}
              {" · "}
              {token.is_over ? <span className={styles.fault}>{t("over")}</span> : t("until")} <When at={token.expires_at} />
            </span>
          </span>
          <Button size="small" aria-label={t("revokeOne", { name: token.name })} onClick={() => void revoke(token)}>{t("revoke")}</Button>
        </li>
      ))}
    </ul>
  );
}
