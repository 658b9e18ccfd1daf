import { useState } from "react";
import { isProblem } from "@/api/problem";
import { showProblem } from "@/ui/toast/undo";

interface Confirmed {
  /** Where the server wants the password once more before it goes on. */
  isAsked: boolean;
  fault: string;
  isBusy: boolean;
  /** Does what is wanted, with the password where one was asked for; true where it is done. */
  run: (wanted: (password?: string) => Promise<unknown>, password?: string) => Promise<boolean>;
}

/** What changes how a person signs in asks for the password again, unless he has come in just now. */
export function useConfirmed(): Confirmed {
  const [isAsked, ask] = useState(false);
  const [fault, setFault] = useState("");
  const [isBusy, setBusy] = useState(false);
  const run: Confirmed["run"] = async (wanted, password) => {
    setBusy(true);
    setFault("");
    try {
      await wanted(password === undefined || password === "" ? undefined : password);
      ask(false);
      return true;
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (error.code === "confirm_password") ask(true);
      else if (error.errors.length) setFault(error.errors[0]?.message ?? "");
      else showProblem(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isAsked, fault, isBusy, run };
}
