import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useMe } from "@/api/session";
import { keepWithAccount } from "../personal";
import { isUsual, readLayout, type HomeLayout } from "./layout";

/** The person's home page, and how to keep another one with his account. */
export function useLayout(): [HomeLayout, (layout: HomeLayout) => void] {
  const client = useQueryClient();
  const kept = useMe().data?.preferences.home;
  const layout = useMemo(() => readLayout(kept), [kept]);
  const keep = (next: HomeLayout) => void keepWithAccount(client, "home", isUsual(next) ? null : next);
  return [layout, keep];
}
