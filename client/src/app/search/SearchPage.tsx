import { FileSearchOutlined, SearchOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Input } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import type { SearchHit } from "@/api/meta";
import { keys } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { EmptyState } from "@/ui/kit/EmptyState";
import { PageHeader } from "@/ui/kit/PageHeader";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { Hits } from "./Hits";
import { KindChips } from "./KindChips";
import styles from "./SearchPage.module.css";

const most = 100;

interface Asked {
  q: string;
  object: string | undefined;
}

function useAsked(): Asked {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const object = typeof search.object === "string" ? search.object : undefined;
  return { q: search.q === undefined ? "" : String(search.q), object };
}

function Found({ q, object }: Asked) {
  const { t } = useTranslation("app");
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.search(q), object ?? ""],
    queryFn: ({ signal }) => api.get<{ hits: SearchHit[] }>("/search", { q, objects: object, limit: most }, signal),
    placeholderData: keepPreviousData,
  });
  if (error) return <ProblemView error={error} onRetry={() => void refetch()} />;
  if (!data) return <ListSkeleton />;
  if (data.hits.length > 0) return <Hits hits={data.hits} isCut={data.hits.length >= most} />;
  return <EmptyState icon={<FileSearchOutlined />} title={t("search.nothing", { query: q })} text={t("search.nothingText")} />;
}

/** Everything that a search finds, in order of rank. */
export default function SearchPage() {
  const { t } = useTranslation("app");
  const navigate = useNavigate();
  const { q, object } = useAsked();
  const [typed, setTyped] = useState(q);
  const [shown, setShown] = useState(q);
  if (shown !== q) {
    setShown(q);
    setTyped(q);
  }
  const ask = (next: Partial<Asked>) => {
    const search = { q, object, ...next };
    void navigate({ to: "/search", search, replace: true });
  };
  return (
    <>
      <title>{`${t("search.title")} · Guanxi`}</title>
      <PageHeader title={t("search.title")} />
      <div className={styles.page}>
        <form
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            ask({ q: typed.trim() });
          }}
        >
          <Input
            size="large"
            prefix={<SearchOutlined />}
            aria-label={t("search.title")}
            placeholder={t("search.placeholder")}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </form>
        <KindChips chosen={object} onChoose={(next) => ask({ object: next })} />
        {q ? <Found q={q} object={object} /> : <EmptyState icon={<SearchOutlined />} title={t("search.start")} text={t("search.startText")} />}
      </div>
    </>
  );
}
