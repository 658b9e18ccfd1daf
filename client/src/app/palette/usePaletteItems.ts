import { SearchOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createElement, useEffect, useState, type ReactNode } from "react";
import { api } from "@/api/client";
import type { SearchHit } from "@/api/meta";
import { keys } from "@/api/queries";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { recordAddress, searchAddress } from "@/ui/addresses";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { useRecent } from "../shell/sideQueries";
import { matchCommands, useCommands } from "./commands";

export interface PaletteItem {
  id: string;
  group: "records" | "commands" | "recent" | "more";
  title: string;
  detail?: string;
  icon: ReactNode;
  keys?: string;
  run: () => unknown;
}

const pause = 120;
const commandsShown = 5;

function useSettled(value: string): string {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), pause);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

function useHits(typed: string) {
  const q = useSettled(typed.trim());
  return useQuery({
    queryKey: keys.search(q),
    queryFn: ({ signal }) => api.get<{ hits: SearchHit[] }>("/search", { q, limit: 8 }, signal),
    enabled: q !== "",
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
}

function detailOf(hit: SearchHit, label: string | undefined): string {
  const matched = hit.matched.find(({ text }) => text !== hit.title);
  return [label, hit.belongs_to, hit.subtitle, matched && `${matched.label}: ${matched.text}`].filter(Boolean).join(" · ");
}

/** What the palette offers for what has been typed so far. */
export function usePaletteItems(typed: string): { items: PaletteItem[]; isSearching: boolean } {
  const { t } = useTranslation("app");
  const navigate = useNavigate();
  const objects = useMeta().data?.objects;
  const commands = useCommands();
  const recent = useRecent();
  const { data, isFetching } = useHits(typed);
  const query = typed.trim();
  const open = (object: string, id: string) => () => navigate(recordAddress(object, id));
  const iconOf = (object: string) => createElement(ObjectIcon, { name: objects?.[object]?.icon });
  if (query === "") {
    const seen = recent.slice(0, 5).map(({ object, id, title }): PaletteItem => ({
      id: `recent ${object} ${id}`,
      group: "recent",
      title: title ?? "",
      detail: objects?.[object]?.label ?? "",
      icon: iconOf(object),
      run: open(object, id),
    }));
    return { items: [...seen, ...commands.map((command): PaletteItem => ({ ...command, group: "commands" }))], isSearching: false };
  }
  const fitting = matchCommands(commands, query).slice(0, commandsShown);
  const hits = (data?.hits ?? []).map((hit): PaletteItem => ({
    id: `${hit.object} ${hit.id}`,
    group: "records",
    title: hit.title ?? "",
    detail: detailOf(hit, objects?.[hit.object]?.label),
    icon: iconOf(hit.object),
    run: open(hit.object, hit.id),
  }));
  const everything: PaletteItem = {
    id: "search",
    group: "more",
    title: t("palette.everything", { query }),
    icon: createElement(SearchOutlined),
    run: () => navigate(searchAddress(query)),
  };
  const items = [...fitting.map((command): PaletteItem => ({ ...command, group: "commands" })), ...hits, everything];
  return { items, isSearching: isFetching };
}
