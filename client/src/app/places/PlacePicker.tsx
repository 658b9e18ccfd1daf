import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import { api } from "@/api/client";
import type { SearchHit } from "@/api/meta";
import { keys } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { useViewPlaces } from "./places";

export interface PickedPlace {
  to: string;
  title: string;
}

interface PlacePickerProps {
  label: string;
  onPick: (place: PickedPlace) => void;
}

/** Offers every list and view, and the records that what is typed finds. */
export function PlacePicker({ label, onPick }: PlacePickerProps) {
  const { t } = useTranslation("app");
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const views = useViewPlaces();
  const { data } = useQuery({
    queryKey: keys.search(q),
    queryFn: ({ signal }) => api.get<{ hits: SearchHit[] }>("/search", { q, limit: 8 }, signal),
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
  const fits = (title: string) => title.toLocaleLowerCase().includes(q.toLocaleLowerCase());
  const places = views.filter(({ title }) => fits(title)).map(({ to, title }) => ({ value: to, label: title }));
  const records = q === "" ? [] : (data?.hits ?? []).map(({ object, id, title }) => ({ value: `/o/${object}/${id}`, label: title ?? "" }));
  const options = [
    { label: t("places.views"), options: places },
    { label: t("places.records"), options: records },
  ].filter((group) => group.options.length > 0);
  const choose = (to: string) => {
    const found = [...places, ...records].find(({ value }) => value === to);
    setTyped("");
    if (found) onPick({ to, title: found.label });
  };
  return (
    <Select<string>
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      value={null}
      placeholder={label}
      aria-label={label}
      options={options}
      onSelect={choose}
      notFoundContent={t("places.nothing")}
      style={{ flex: 1, minWidth: "14rem" }}
    />
  );
}
