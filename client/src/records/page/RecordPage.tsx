import { useQuery } from "@tanstack/react-query";
import { Suspense, useEffect, useState } from "react";
import { api } from "@/api/client";
import type { ObjectMeta, WireRecord } from "@/api/meta";
import { mayHere, useMeta } from "@/api/session";
import { Problem } from "@/api/problem";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { bannersOf } from "@/ui/panels";
import { pageRecordQuery } from "../form/recordQuery";
import { RecordFormPanel } from "../form/RecordFormPanel";
import { titleOf } from "../form/values";
import { Files } from "./Files";
import { History } from "./History";
import { InBin } from "./InBin";
import { Overview } from "./Overview";
import { ShownContext, useShown } from "./PageContext";
import { PageHead } from "./PageHead";
import { PageTabs, relatedTab, useRelatedLists } from "./PageTabs";
import styles from "./page.module.css";
import { PastBanner, PastChooser } from "./Past";
import { Related } from "./Related";
import { Timeline } from "./Timeline";
import { usePageAddress, type AddressChange, type PageAddress } from "./useRecordPage";

/** Remembers the record among those last viewed, once for each visit. */
function useViewed(object: ObjectMeta, id: string): void {
  useEffect(() => {
    api.get(`/records/${object.name}/${id}`, { viewed: true, fields: object.title }).catch(() => undefined);
  }, [object.name, object.title, id]);
}

interface TabProps {
  tab: string;
  change: (change: AddressChange) => void;
}

function TabContent({ tab, change }: TabProps) {
  const related = useRelatedLists().find((each) => relatedTab(each) === tab);
  if (related) return <Related key={tab} related={related} />;
  if (tab === "timeline") return <Timeline />;
  if (tab === "files") return <Files />;
  if (tab === "history") return <History onShowAt={(at) => change({ at, tab: "overview" })} />;
  return <Overview onEdit={() => change({ edit: "all" })} onShowTab={(next) => change({ tab: next })} />;
}

function usePresentTab(wanted: string | undefined): string {
  const { object } = useShown();
  const lists = useRelatedLists();
  const there = ["overview", "files", "history", ...(object.has_timeline ? ["timeline"] : []), ...lists.map(relatedTab)];
  return wanted && there.includes(wanted) ? wanted : "overview";
}

/** What features have to say about the record before anything is done with it. */
function Banners() {
  const { object, record, title, canEdit } = useShown();
  return (
    <Suspense>
      {bannersOf(object.name).map(({ name, component: Banner }) => (
        <Banner key={name} object={object.name} id={record.id} title={title} canEdit={canEdit} />
      ))}
    </Suspense>
  );
}

interface PageBodyProps {
  address: PageAddress;
  change: (change: AddressChange) => void;
}

function PageBody({ address, change }: PageBodyProps) {
  const { object, record, canEdit, deletedAt } = useShown();
  const [choosesPast, setChoosesPast] = useState(false);
  const tab = usePresentTab(address.tab);
  const edit = () => change({ edit: "all" });
  return (
    <div className={styles.page}>
      <PageHead
        onEdit={edit}
        onShowHistory={() => change({ tab: "history" })}
        onShowPast={() => setChoosesPast(true)}
        tabs={<PageTabs active={tab} onChange={(next) => change({ tab: next })} />}
      />
      {deletedAt && <InBin since={deletedAt} />}
      {!address.at && !deletedAt && <Banners />}
      {address.at && (
        <PastBanner at={address.at} onChange={() => setChoosesPast(true)} onLeave={() => change({ at: undefined })} />
      )}
      <div className={styles.body} data-tab={tab}>
        <TabContent tab={tab} change={change} />
      </div>
      {choosesPast && (
        <PastChooser
          at={address.at}
          since={record.created_at}
          onClose={() => setChoosesPast(false)}
          onChoose={(at) => {
            setChoosesPast(false);
            change({ at });
          }}
        />
      )}
      {address.isEditing && canEdit && (
        <RecordFormPanel key={record.id} object={object.name} id={record.id} onClose={() => change({ edit: undefined })} />
      )}
    </div>
  );
}

interface LoadedProps extends PageBodyProps {
  object: ObjectMeta;
}

function Loaded({ object, address, change }: LoadedProps) {
  const { id, at } = address;
  useViewed(object, id);
  const answer = useQuery(pageRecordQuery(object, id, at));
  if (answer.error) return <ProblemView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <ListSkeleton rows={10} />;
  const record: WireRecord = answer.data;
  const deletedAt = typeof record.deleted_at === "string" && !at ? record.deleted_at : undefined;
  const isFixed = at !== undefined || deletedAt !== undefined;
  const shown = { object, record, at: at ?? deletedAt, deletedAt, title: titleOf(object, record), canEdit: mayHere(object, "edit", record) && !isFixed };
  return (
    <ShownContext value={shown}>
      <title>{shown.title}</title>
      <PageBody address={address} change={change} />
    </ShownContext>
  );
}

/** The page of one record of any object. */
export function RecordPage() {
  const meta = useMeta();
  const [address, change] = usePageAddress();
  const object = meta.data?.objects[address.object];
  if (meta.error) return <ProblemView error={meta.error} onRetry={() => void meta.refetch()} />;
  if (!meta.data) return <ListSkeleton rows={10} />;
  if (!object) return <ProblemView error={new Problem(404, "not_found", "", "")} />;
  return <Loaded key={`${object.name} ${address.id}`} object={object} address={address} change={change} />;
}

export default RecordPage;
