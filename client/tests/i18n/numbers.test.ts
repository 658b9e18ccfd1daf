import { expect, test } from "vitest";
import { languages, startTranslation, translate } from "@/i18n";

test.each(languages)("%s writes long numbers with separators", async (language) => {
  await startTranslation(language);
  expect(translate("imports:preview.run", { count: 6117 })).toContain("6,117");
  expect(translate("imports:run.rejected", { count: 2683 })).toContain("2,683");
  expect(translate("ui:toast.undone", { count: 7375 })).toContain("7,375");
});
