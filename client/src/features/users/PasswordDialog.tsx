import { useMutation } from "@tanstack/react-query";
import { Modal } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import { isProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { showToast } from "@/ui/toast/toasts";

interface PasswordDialogProps {
  user: string;
  name: string;
  onClose: () => void;
}

/** Gives a person a first or a new password, which he changes when he signs in. */
export function PasswordDialog({ user, name, onClose }: PasswordDialogProps) {
  const { t } = useTranslation("users");
  const [password, setPassword] = useState("");
  const set = useMutation({
    mutationFn: () => api.post("/actions/identity/set_password", { user, password }),
    onSuccess: () => {
      showToast({ text: t("password.done", { name }) });
      onClose();
    },
  });
  const problem = isProblem(set.error) ? set.error : null;
  return (
    <Modal
      open
      title={t("password.title", { name })}
      okText={t("password.set")}
      okButtonProps={{ disabled: !password, loading: set.isPending }}
      onOk={() => set.mutate()}
      onCancel={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (password) set.mutate();
        }}
      >
        <LabelledInput
          label={t("password.label")}
          hint={t("password.hint")}
          error={problem ? (problem.errors[0]?.message ?? problem.message) : undefined}
          isSecret
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          autoComplete="new-password"
        />
      </form>
    </Modal>
  );
}
