import { capsOf } from "../shortcuts/keys";
import styles from "./Kbd.module.css";

/** Key caps for a shortcut such as "mod+k"; screen readers get them from the control itself. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className={styles.keys} aria-hidden="true">
      {capsOf(keys).map((cap, place) => (
        <kbd key={`${place}${cap}`}>{cap}</kbd>
      ))}
    </span>
  );
}
