import { capsOf } from "../shortcuts/keys";
import { useKeysOf } from "../shortcuts/ownKeys";
import styles from "./Kbd.module.css";

/** Key caps for a shortcut such as "mod+k"; those of a command are the person's own. Screen readers get them from the control itself. */
export function Kbd({ keys, command = "" }: { keys: string; command?: string }) {
  const own = useKeysOf(command, keys);
  if (own === "") return null;
  return (
    <span className={styles.keys} aria-hidden="true">
      {capsOf(own).map((cap, place) => (
        <kbd key={`${place}${cap}`}>{cap}</kbd>
      ))}
    </span>
  );
}
