import { Link, type LinkProps } from "@tanstack/react-router";
import styles from "./LinkButton.module.css";

/** A link that looks like the button it stands for: it leads to another page. */
export function LinkButton({ isMain = false, ...link }: LinkProps & { isMain?: boolean }) {
  return <Link {...link} className={styles.button} data-main={isMain || undefined} />;
}
