import { Rules } from "./Rules";

/** Rules by which records are shared beyond what roles reach. */
export default function SharingPage() {
  return <Rules kind="sharing_rule" />;
}
