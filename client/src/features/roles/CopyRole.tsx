import { CopyOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import type { WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { saveRecord } from "@/records/form/saving";
import { showProblem, showWritten } from "@/ui/toast/undo";
import type { Grants } from "./grants";

interface CopyRoleProps {
  role: WireRecord;
  grants: Grants;
  onCopied: (id: string) => void;
}

/** Makes a role of one's own that begins with the rights of this one. */
export function CopyRole({ role, grants, onCopied }: CopyRoleProps) {
  const { t } = useTranslation("roles");
  const client = useQueryClient();
  const copy = useMutation({
    mutationFn: () => {
      const name = t("copyName", { role: String(role.name) });
      const values = { name, code: `role_${Date.now().toString(36)}`, grants, needs_second_factor: role.needs_second_factor === true };
      return saveRecord({ object: "role", id: null, values, allowDuplicates: true });
    },
    onSuccess: async ({ record, changeSet }) => {
      await client.invalidateQueries({ queryKey: keys.object("role") });
      showWritten(t("copied", { role: String(record.name) }), changeSet);
      onCopied(record.id);
    },
    onError: showProblem,
  });
  return (
    <Button icon={<CopyOutlined />} loading={copy.isPending} onClick={() => copy.mutate()}>
      {t("copy")}
    </Button>
  );
}
