import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { ProblemView } from "@/ui/kit/ProblemView";

/** Stands in for a page that failed; the rest of the product goes on. */
export function Failure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return <ProblemView error={error} onRetry={retry} />;
}
