import { Directories } from "./Directories";
import { Provisioning } from "./Provisioning";
import styles from "./signOn.module.css";

/** How people sign in through other directories. */
export default function SignOnPage() {
  return (
    <div className={styles.page}>
      <Directories />
      <Provisioning />
    </div>
  );
}
