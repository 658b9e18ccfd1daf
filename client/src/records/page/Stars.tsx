import { BellFilled, BellOutlined, StarFilled, StarOutlined } from "@ant-design/icons";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { api } from "@/api/client";
import type { RecordLink } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { showProblem } from "@/ui/toast/undo";
import { useShown } from "./PageContext";
import { followQuery } from "./queries";

const favouritesQuery = queryOptions({
  queryKey: ["favourites"],
  queryFn: ({ signal }) => api.get<{ records: RecordLink[] }>("/favourites", undefined, signal),
});

function Favourite() {
  const { t } = useTranslation("page");
  const client = useQueryClient();
  const { object, record, title } = useShown();
  const favourites = useQuery(favouritesQuery);
  const link = { object: object.name, id: record.id };
  const isFavourite = favourites.data?.records.some((each) => each.id === record.id) ?? false;
  const toggle = useMutation({
    mutationFn: () => (isFavourite ? api.delete("/favourites", { body: link }) : api.post("/favourites", link)),
    onMutate: () => {
      client.setQueryData(favouritesQuery.queryKey, (before) => {
        const others = before?.records.filter((each) => each.id !== record.id) ?? [];
        return { records: isFavourite ? others : [{ ...link, title }, ...others] };
      });
    },
    onError: showProblem,
    onSettled: () => client.invalidateQueries({ queryKey: favouritesQuery.queryKey }),
  });
  return (
    <Button
      type="text"
      size="small"
      icon={isFavourite ? <StarFilled /> : <StarOutlined />}
      aria-pressed={isFavourite}
      onClick={() => toggle.mutate()}
    >
      {t("favourite")}
    </Button>
  );
}

function Follow() {
  const { t } = useTranslation("page");
  const client = useQueryClient();
  const { object, record } = useShown();
  const options = followQuery(object.name, record.id);
  const follow = useQuery(options);
  const isFollowing = follow.data?.following ?? false;
  const followers = follow.data?.followers ?? 0;
  const toggle = useMutation({
    mutationFn: () => (isFollowing ? api.delete(`/follow/${object.name}/${record.id}`) : api.put(`/follow/${object.name}/${record.id}`)),
    onMutate: () => {
      client.setQueryData(options.queryKey, { following: !isFollowing, followers: followers + (isFollowing ? -1 : 1) });
    },
    onError: showProblem,
    onSettled: () => client.invalidateQueries({ queryKey: options.queryKey }),
  });
  return (
    <Button
      type="text"
      size="small"
      icon={isFollowing ? <BellFilled /> : <BellOutlined />}
      aria-pressed={isFollowing}
      onClick={() => toggle.mutate()}
    >
      {isFollowing ? t("following", { count: followers }) : t("follow", { count: followers })}
    </Button>
  );
}

/** Keep the record at hand, and hear of its changes. */
export function Stars() {
  return (
    <>
      <Favourite />
      <Follow />
    </>
  );
}
