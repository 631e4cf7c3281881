"""Rehearses deployments on moto: see docs/rehearsal.md.

rehearse.py SAM_PYTHON BUILD LOCAL: the Python of aws-sam-cli, the directory of `sam build`, and the local stack's
program, whose issuer staff sign in with.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import access
from cloud import LISTS, NEVER_DELETED, PARTS, Cloud, Stack, there_is
from deployed import Site
from visits import (
    MAIL_FROM,
    STAFF_EMAIL,
    Issuer,
    become_a_member,
    decide,
    read_and_apply,
    return_to_the_application,
    subjects,
)

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TEMPLATE = "infra/template.yaml"

SITE_URL = "https://www.example.org"
# In every variation that has a domain; its hosted zone is made before.
ZONE = "example.org"
# Every parameter that is empty by default is in one of these; a new one must be added.
PRODUCTION = {
    "Production": "true",
    "SiteUrl": SITE_URL,
    "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/api",
    "Deployment": "Canary10Percent5Minutes",
    "LogKeyArn": "arn:aws:kms:us-east-1:123456789012:key/logs",
    "MailFrom": MAIL_FROM,
    "StaffEmail": STAFF_EMAIL,
    "AlarmEmail": "operators@example.org",
    "ApiCorsOrigin": "https://forms.example.org",
    "StaffDomainPrefix": "example-staff",
    # A decision's message waits for as long.
    "UndoSeconds": "0",
} | {f"{function}Concurrency": "5" for function in ("Pages", "Join", "Directory", "Membership", "Review", "Notify")}
# In place of what the stack makes itself.
OWN_SERVICES = {
    "SiteUrl": SITE_URL,
    "CloudFront": "only",
    "CloudFrontCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/cloudfront",
    "WebAclArn": "arn:aws:wafv2:us-east-1:123456789012:global/webacl/ours/0f",
    "MailFrom": MAIL_FROM,
    "MailConfigurationSet": "ours",
    "StaffIssuer": "https://login.example.org",
    "StaffClientId": "site",
    "StaffClientSecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:staff",
}
FIREWALL = {
    "SiteUrl": SITE_URL,
    "CloudFront": "beside",
    "CloudFrontCertificateArn": OWN_SERVICES["CloudFrontCertificateArn"],
    "Firewall": "true",
}


def main(sam_python, build, local):
    template = transformed(sam_python, (ROOT / TEMPLATE).read_text())
    optional = {name for name, parameter in template["Parameters"].items() if parameter.get("Default") == ""}
    assert (missing := optional - PRODUCTION.keys() - OWN_SERVICES.keys() - {"HostedZoneId"}) == set(), missing
    released, previous = previous_template()
    previous = transformed(sam_python, previous)
    cloud = Cloud()
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Lambda::Function":
            cloud.upload(name, build / name / "bootstrap")
    cloud.client("sesv2").create_email_identity(EmailIdentity=MAIL_FROM)

    zone = cloud.client("route53").create_hosted_zone(Name=ZONE, CallerReference=ZONE)["HostedZone"]["Id"]
    domain = {"HostedZoneId": zone.rsplit("/", 1)[-1]}
    production, services, firewall = PRODUCTION | domain, OWN_SERVICES | domain, FIREWALL | domain
    skipped, created = Counter(), set()
    with Issuer(local) as issuer:
        print("\nWithout parameters")
        stack = create(cloud, "empty", template, {}, skipped, created)
        visit(cloud, stack, build, None)
        # A first deployment ends like this: the site's address is known only now.
        update(cloud, stack, template, production)
        delete(cloud, stack)

        print("\nIn production")
        stack = create(cloud, "production", template, production, skipped, created)
        visit(cloud, stack, build, issuer)
        delete(cloud, stack)

        print("\nWith services of its own")
        delete(cloud, create(cloud, "services", template, services, skipped, created))

        print("\nBehind a firewall")
        delete(cloud, create(cloud, "firewall", template, firewall, skipped, created))

        print(f"\nUpdated from {released}")
        given = {name: value for name, value in production.items() if name in previous["Parameters"]}
        stack = create(cloud, "updated", previous, given, Counter(), set())
        update(cloud, stack, template, production)
        visit(cloud, stack, build, issuer)
        delete(cloud, stack)
    report(skipped, created)


def create(cloud, name, template, parameters, skipped, created):
    """Creates a stack, and adds the types that moto skipped and created."""
    before = there_is(cloud)
    stack = Stack(cloud, name, template, parameters)
    created |= {template["Resources"][name]["Type"] for name in stack.created()}
    unlisted = created - LISTS.keys() - PARTS - NEVER_DELETED
    assert not unlisted, f"no way to list {unlisted}"
    skipped |= stack.skipped()
    print(f"created {len(stack.created())} of {len(stack.wanted())} resources")
    stack.before = before
    return stack


def update(cloud, stack, template, parameters):
    """Updates a stack that has data. What is retained must be neither replaced nor emptied."""
    retained = {name: stack.physical(name) for name in retained_in(stack)}
    table = cloud.client("dynamodb")
    item = {"pk": {"S": "application#rehearsal"}, "sk": {"S": "history#1"}, "kept": {"S": "yes"}}
    table.put_item(TableName=stack.physical("Table"), Item=item)
    not_updated = stack.update(template, parameters)
    assert {name: stack.physical(name) for name in retained} == retained, "a retained resource was replaced"
    key = {"pk": item["pk"], "sk": item["sk"]}
    assert table.get_item(TableName=stack.physical("Table"), Key=key)["Item"] == item
    print(f"updated to {len(stack.created())} resources; {', '.join(retained)} are the same, with what they held")
    kinds = Counter(template["Resources"][name]["Type"] for name in not_updated)
    if kinds:
        print(f"changed, but moto can't update: {', '.join(f'{number} {kind}' for kind, number in sorted(kinds.items()))}")


def visit(cloud, stack, build, issuer):
    """Makes visits by the released functions under the stack's roles. Without an issuer, nothing but reading and applying."""
    variables = {"Review": issuer.variables()} if issuer else {}
    cloud.messages().clear()
    access.refused.clear()
    with Site(cloud, stack, build, variables) as site:
        reference, answers = read_and_apply(site)
        if issuer:
            return_to_the_application(site, answers)
            decide(site, issuer, reference)
            become_a_member(site, cloud, reference, answers)
        for schedule in site.schedules():
            site.invoke("Notify", schedule)
        assert not access.refused, access.refused
        errors = [line for line in site.log().splitlines() if '"level":"ERROR"' in line]
        assert not errors, errors
        print(f"applied, {f'decided and became a member; {len(cloud.messages())} messages' if issuer else 'without mail'}")
        trespass(cloud, stack, site)
    for recipient, subject in subjects(cloud):
        print(f"  {recipient}: {subject}")


def trespass(cloud, stack, site):
    """Tries what the roles must refuse, and a function with another's role."""
    table = stack.physical("Table")
    key = {"pk": {"S": "application#a"}, "sk": {"S": "application"}}
    attempts = {
        "Pages": ("get_item", {"Key": {"pk": {"S": "directory"}, "sk": {"S": "a"}}}),
        "Directory": ("get_item", {"Key": key}),
        "Membership": ("delete_item", {"Key": key}),
        "Join": ("get_item", {"Key": {"pk": {"S": "session#a"}, "sk": {"S": "session"}}}),
        "Review": ("scan", {}),
        "Notify": ("put_item", {"Item": {"pk": {"S": "session#a"}, "sk": {"S": "session"}}}),
    }
    for function, (call, given) in attempts.items():
        client = cloud.client("dynamodb", site.keys[function])
        try:
            getattr(client, call)(TableName=table, **given)
        except client.exceptions.ClientError as error:
            assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 403, error
        else:
            raise AssertionError(f"{function} may {call}")
    site.swap_role("Join", "Pages").expect(503)
    print(f"refused {len(attempts)} requests outside the roles; join with the role of pages answers 503")


def delete(cloud, stack):
    """Deletes a stack, and checks that only what is retained on purpose stays."""
    kept = {(resource["Type"], stack.physical(name).rsplit("/", 1)[-1]) for name, resource in retained_in(stack).items()}
    stack.delete()
    left = there_is(cloud) - stack.before
    assert left == kept, f"left behind: {left - kept}; lost: {kept - left}"
    print(f"deleted; stays: {', '.join(sorted(retained_in(stack)))}")
    if never := sorted(name for name, resource in stack.wanted().items() if resource["Type"] in NEVER_DELETED):
        print(f"moto can't delete: {', '.join(never)}")


def retained_in(stack):
    """Returns the created resources that a deletion keeps."""
    resources = {name: resource for name, resource in stack.wanted().items() if stack.physical(name)}
    return {name: resource for name, resource in resources.items() if resource.get("DeletionPolicy") == "Retain"}


def report(skipped, created):
    """Prints what moto skipped. Fails unless tests/rehearsal/skipped.txt says the same."""
    lines = (HERE / "skipped.txt").read_text().splitlines()
    known = dict(line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))
    print("\nNot rehearsed, because moto's CloudFormation skips it:")
    for kind in sorted(skipped):
        print(f"  {skipped[kind]:2} {kind}: {known.get(kind, 'not in skipped.txt')}")
    new, old = skipped.keys() - known.keys(), known.keys() & created
    assert not new, f"skipped, but not in skipped.txt: {sorted(new)}"
    assert not old, f"in skipped.txt, but moto creates it: {sorted(old)}"


def transformed(sam_python, text):
    run = subprocess.run([sam_python, HERE / "transform.py"], input=text, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def previous_template():
    """Returns name and text of the template that operators have: the last release's, or as long as there is no
    release, the one before the last change."""
    tag = git("describe", "--tags", "--abbrev=0", "--match", "v*", "HEAD^", check=False).strip()
    if tag:
        return tag, git("show", f"{tag}:{TEMPLATE}")
    commits = git("log", "--first-parent", "--format=%h", "-2", "--", TEMPLATE).split()
    assert len(commits) == 2, "the history isn't here: fetch all of it"
    return f"{commits[1]}, as there is no release yet", git("show", f"{commits[1]}:{TEMPLATE}")


def git(*arguments, check=True):
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=check).stdout


if __name__ == "__main__":
    main(sys.argv[1], *(Path(argument).resolve() for argument in sys.argv[2:]))
