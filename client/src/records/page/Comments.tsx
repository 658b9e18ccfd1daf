import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type KeyboardEvent } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { showProblem } from "@/ui/toast/undo";
import { GrowingText } from "@/ui/kit/GrowingText";
import { CommentRow } from "./CommentRow";
import { useShown } from "./PageContext";
import styles from "./page.module.css";
import { commentsQuery } from "./queries";

/** What colleagues say about the record. */
export function Comments() {
  const { t } = useTranslation("page");
  const client = useQueryClient();
  const { object, record, at } = useShown();
  const comments = useQuery(commentsQuery(object.name, record.id));
  const [text, setText] = useState("");
  const say = useMutation({
    mutationFn: () => api.post(`/records/${object.name}/${record.id}/comments`, { text: text.trim() }),
    onSuccess: () => {
      setText("");
      void client.invalidateQueries({ queryKey: keys.record(object.name, record.id) });
    },
    onError: showProblem,
  });
  const send = () => {
    if (text.trim() && !say.isPending) say.mutate();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
  };
  return (
    <section className={styles.card}>
      <h2 className={styles.cardTitle}>{t("comments.title")}</h2>
      {!at && (
        <div className={styles.commentForm}>
          <GrowingText
            rows={1}
            most={8}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={press}
            placeholder={t("comments.placeholder")}
            aria-label={t("comments.placeholder")}
          />
          {text.trim() && (
            <Button size="small" type="primary" loading={say.isPending} onClick={send}>
              {t("comments.send")}
            </Button>
          )}
        </div>
      )}
      <ul className={styles.comments}>
        {comments.data?.comments.map((comment) => (
          <CommentRow key={comment.id} comment={comment} canChange={comment.is_mine && !at} />
        ))}
      </ul>
    </section>
  );
}
