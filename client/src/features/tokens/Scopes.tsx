import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { Chip } from "@/ui/kit/Chip";
import { scopes, type Scope } from "./tokens";
import styles from "./tokens.module.css";

const isScope = (text: string): text is Scope => scopes.some((each) => each === text);

/** What a key or a program may do, in words. */
export function Scopes({ given }: { given: readonly string[] }) {
  const { t } = useTranslation("tokens");
  const objects = useMeta().data?.objects;
  const word = (scope: string) => {
    const [kind = "", object] = scope.split(":");
    const label = isScope(kind) ? t(`scope.${kind}`) : scope;
    return object ? `${label}: ${objects?.[object]?.plural ?? object}` : label;
  };
  return (
    <span className={styles.chips}>
      {given.map((scope) => <Chip key={scope}>{word(scope)}</Chip>)}
    </span>
  );
}
