import styles from "./Avatar.module.css";

/** The first character of a name: 李 of 李娜, M of moses frase. */
export function initialOf(name: string): string {
  const first = [...name.trim()][0];
  return first ? first.toLocaleUpperCase() : "?";
}

interface AvatarProps {
  name: string;
  size?: "small" | "normal" | "large";
  /** Filled with the accent: the person himself. */
  isSelf?: boolean;
}

/** A person's mark; the name itself stands beside it or in its tooltip. */
export function Avatar({ name, size = "normal", isSelf = false }: AvatarProps) {
  return (
    <span className={styles.avatar} data-size={size} data-self={isSelf || undefined} title={name} aria-hidden="true">
      {initialOf(name)}
    </span>
  );
}
