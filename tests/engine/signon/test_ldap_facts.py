"""What is set about an LDAP directory is looked at before anybody is asked: ACC-3."""

from typing import Any

import pytest

from guanxi.engine.signon.kinds import faults_of, settled

SOUND = {"address": "ldaps://ldap.heron.example", "base": "dc=heron,dc=example"}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"address": "ldap://[::1]:1389", "in_clear": True},
        {"user_filter": "(&(objectClass=user)(|(uid={login})(mail={login})))"},
        {"group_filter": "(objectClass=groupOfNames)", "groups_by": "uniqueMember"},
    ],
)
def test_what_is_right_with_a_directory_is_taken(changes: dict[str, Any]) -> None:
    assert faults_of("ldap", settled("ldap", SOUND, changes)) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"address": "https://localhost"}, "address"),
        ({"address": "ldap://user:word@localhost"}, "address"),
        ({"address": "ldap://localhost/dc=heron"}, "address"),
        ({"authority": "nothing"}, "authority"),
        ({"authority": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"}, "authority"),
        ({"base": ""}, "base"),
        ({"user_filter": "uid={login}"}, "user_filter"),
        ({"user_filter": "(uid=*{login}*)"}, "user_filter"),
        ({"user_filter": "(uid=anybody)"}, "user_filter"),
        ({"user_filter": "(uid={login})(cn=x)"}, "user_filter"),
        ({"group_filter": "(cn=x"}, "group_filter"),
        ({"groups_by": "anything"}, "groups_by"),
        ({"id_attribute": "entry UUID"}, "id_attribute"),
        ({"in_clear": "yes"}, "in_clear"),
        ({"compares": 1}, "compares"),
    ],
)
def test_what_is_wrong_with_a_directory_is_named(changes: dict[str, Any], field: str) -> None:
    assert [error.field for error in faults_of("ldap", settled("ldap", SOUND, changes))] == [field]
