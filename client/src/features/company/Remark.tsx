import styles from "./company.module.css";

interface RemarkProps {
  id: string;
  hint: string;
  error: string | undefined;
}

/** What a setting means, or what is wrong with it. */
export function Remark({ id, hint, error }: RemarkProps) {
  return (
    <span id={id} className={error ? styles.error : styles.hint} role={error ? "alert" : undefined}>
      {error ?? hint}
    </span>
  );
}
