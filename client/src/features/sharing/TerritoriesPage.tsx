import { Rules } from "./Rules";

/** The parts of the market and who looks after each. */
export default function TerritoriesPage() {
  return <Rules kind="territory" />;
}
