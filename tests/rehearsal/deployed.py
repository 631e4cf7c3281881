"""The released functions of a stack, invoked as Lambda and API Gateway do."""

import base64
import gzip
import json
import re
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import access
from cloud import REGION
from sandbox import Sandbox

EVENTS = Path(__file__).parents[2] / "infra/events"
EVENT = json.loads((EVENTS / "get-page.json").read_text())


class Site:
    """Every function of a stack in its own sandbox, with the role, the variables and the archive that the stack gave."""

    def __init__(self, cloud, stack, build, variables):
        """`variables` are set besides the template's, by function."""
        self._cloud, self._stack = cloud, stack
        self._log = tempfile.TemporaryFile()
        self._routes = list(routes(stack.template))
        self._cookies = {}
        self.keys, self._programs, self._sandboxes, self._positions = {}, {}, {}, {}
        resources = stack.wanted()
        for name in [name for name, resource in resources.items() if resource["Type"] == "AWS::Lambda::Function"]:
            deployed = cloud.client("lambda").get_function_configuration(FunctionName=stack.physical(name))
            self.keys[name] = cloud.role_keys(deployed["Role"].split("/")[-1])
            given = {key: str(value) for key, value in deployed["Environment"]["Variables"].items()}
            given |= variables.get(name, {})
            self._programs[name] = (build / name / "bootstrap", given)
            self._sandboxes[name] = self.sandbox(*self._programs[name], self.keys[name])

    def sandbox(self, program, variables, keys):
        """Starts a program with the access keys of a role."""
        set_by_lambda = {
            "AWS_ACCESS_KEY_ID": keys[0],
            "AWS_SECRET_ACCESS_KEY": keys[1],
            "AWS_SESSION_TOKEN": keys[2],
            "AWS_REGION": REGION,
            "AWS_LAMBDA_FUNCTION_NAME": program.parent.name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "AWS_LAMBDA_LOG_GROUP_NAME": "rehearsal",
            "AWS_LAMBDA_LOG_STREAM_NAME": "rehearsal",
        }
        endpoints = {f"AWS_ENDPOINT_URL_{name}": self._cloud.url for name in ("DYNAMODB", "SESV2", "SQS", "SECRETS_MANAGER")}
        return Sandbox(program, {**variables, **set_by_lambda, **endpoints}, self._log)

    def get(self, path, **headers):
        return self.request("GET", path, None, headers)

    def post(self, path, fields, **headers):
        headers = {"content-type": "application/x-www-form-urlencoded", **headers}
        return self.request("POST", path, urlencode(fields, doseq=True), headers)

    def post_json(self, path, value, **headers):
        return self.request("POST", path, json.dumps(value), {"content-type": "application/json", **headers})

    def request(self, method, path, body, headers):
        """Sends a request to the function of its route, and keeps the cookies of the response."""
        function = self.function_of(urlsplit(path).path)
        response = self._sandboxes[function].invoke(event(method, path, body, headers, self._cookies))
        for cookie in response.get("cookies") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self._cookies[name] = value
        return Response(path, response)

    def function_of(self, path):
        return next(function for pattern, function in self._routes if pattern.fullmatch(path))

    def invoke(self, function, event):
        return self._sandboxes[function].invoke(event)

    def swap_role(self, function, other):
        """Opens a draft with a function that has another one's role, and returns the response."""
        sandbox = self._sandboxes[function]
        try:
            self._sandboxes[function] = self.sandbox(*self._programs[function], self.keys[other])
            return self.get(self.get("/join/start").expect(303).headers["location"])
        finally:
            self._sandboxes[function].close()
            self._sandboxes[function] = sandbox

    def schedules(self):
        """Returns the events of the stack's schedules."""
        yield json.loads((EVENTS / "schedule.json").read_text())
        for resource in self._stack.wanted().values():
            if resource["Type"] == "AWS::Scheduler::Schedule":
                yield json.loads(resource["Properties"]["Target"]["Input"])

    def follow(self):
        """Hands changes and queued messages to functions until there are none, polling with their roles as Lambda does."""
        delivered = 0
        while (count := sum(self._poll(mapping) for mapping in mappings(self._stack))) > 0:
            delivered += count
        return delivered

    def _poll(self, mapping):
        function, source, patterns = mapping
        kind, physical = self._stack.template["Resources"][source]["Type"], self._stack.physical(source)
        if kind == "AWS::SQS::Queue":
            return self._poll_queue(function, physical)
        assert kind == "AWS::DynamoDB::Table", kind
        table = self._cloud.client("dynamodb").describe_table(TableName=physical)["Table"]
        return self._poll_stream(function, table["LatestStreamArn"], patterns)

    def _poll_stream(self, function, arn, patterns):
        streams = self._cloud.client("dynamodbstreams", self.keys[function])
        (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        after = self._positions.get(arn)
        start = {"ShardIteratorType": "TRIM_HORIZON"}
        if after:
            start = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": after}
        iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], **start)["ShardIterator"]
        records = streams.get_records(ShardIterator=iterator)["Records"]
        if records:
            self._positions[arn] = records[-1]["dynamodb"]["SequenceNumber"]
        for record in records:
            record["dynamodb"]["ApproximateCreationDateTime"] = record["dynamodb"]["ApproximateCreationDateTime"].timestamp()
            record["eventSourceARN"] = arn
        matching = [record for record in records if any(matches(pattern, record) for pattern in patterns)]
        for record in matching:
            self._deliver(function, [record])
        return len(records)

    def _poll_queue(self, function, url):
        sqs = self._cloud.client("sqs", self.keys[function])
        sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"]).get("Messages", [])
        for message in messages:
            record = {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message["Attributes"],
                "messageAttributes": {},
                "md5OfBody": message["MD5OfBody"],
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:123456789012:{url.rsplit('/', 1)[-1]}",
                "awsRegion": REGION,
            }
            self._deliver(function, [record])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return len(messages)

    def _deliver(self, function, records):
        response = self.invoke(function, {"Records": records})
        assert not (response or {}).get("batchItemFailures"), (function, response)

    def log(self):
        """Returns what the functions have logged."""
        self._log.seek(0)
        return self._log.read().decode()

    def __enter__(self):
        return self

    def __exit__(self, _type, failure, _traceback):
        if failure:
            failure.add_note(f"{self.log()[-2000:]}refused: {access.refused}")
        for sandbox in self._sandboxes.values():
            sandbox.close()


class Response:
    """A response of a function."""

    def __init__(self, path, response):
        self.path, self.status = path, response["statusCode"]
        self.headers = {name.lower(): value for name, value in (response.get("headers") or {}).items()}
        body = response.get("body") or ""
        body = base64.b64decode(body) if response.get("isBase64Encoded") else body.encode()
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        self.body = body.decode()

    def expect(self, status):
        assert self.status == status, f"{self.path}: {self.status} instead of {status}"
        return self

    def json(self):
        return json.loads(self.body)

    def form(self, ending):
        """Returns address and fields of the form whose action ends like this."""
        forms = Forms()
        forms.feed(self.body)
        (found,) = [form for form in forms.found if form[0].endswith(ending)]
        return found


class Forms(HTMLParser):
    """Collects the forms of a page with their hidden fields."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.found.append((given.get("action", ""), {}))
        elif tag == "input" and given.get("type") == "hidden" and self.found:
            self.found[-1][1][given["name"]] = given.get("value", "")


def event(method, path, body, headers, cookies):
    """Returns API Gateway's event for a request."""
    made = json.loads(json.dumps(EVENT))
    address = urlsplit(path)
    made |= {"rawPath": address.path, "rawQueryString": address.query}
    made["headers"] |= {"accept-encoding": "gzip", "sec-fetch-site": "same-origin", **headers}
    made["headers"]["content-length"] = str(len((body or "").encode()))
    made["requestContext"]["http"] |= {"method": method, "path": address.path}
    if body is not None:
        made |= {"body": base64.b64encode(body.encode()).decode(), "isBase64Encoded": True}
    if cookies:
        made["cookies"] = [f"{name}={value}" for name, value in cookies.items()]
    return made


def routes(template):
    """Yields each route's pattern with its function, the most specific first: API Gateway prefers full matches, then
    variables, then the greedy one, then $default."""
    (api,) = [r for r in template["Resources"].values() if r["Type"] == "AWS::ApiGatewayV2::Api"]
    paths = api["Properties"]["Body"]["paths"]
    for path in sorted(paths, key=lambda path: (path == "$default", "+" in path, path.count("{"), -len(path))):
        pattern = ".*" if path == "$default" else re.sub(r"\{[^}]*\}", "[^/]+", re.sub(r"\{[^}]*\+\}", ".+", path))
        (method,) = [value for key, value in paths[path].items() if key.startswith("x-amazon-apigateway")]
        yield re.compile(pattern), function_in(template, method["x-amazon-apigateway-integration"])


def mappings(stack):
    """Yields each event source mapping: function, source and filter patterns."""
    for resource in stack.wanted().values():
        if resource["Type"] == "AWS::Lambda::EventSourceMapping":
            given = resource["Properties"]
            source, _attribute = given["EventSourceArn"]["Fn::GetAtt"]
            filters = given.get("FilterCriteria", {"Filters": []})["Filters"]
            yield function_in(stack.template, given["FunctionName"]), source, [json.loads(f["Pattern"]) for f in filters]


def function_in(template, value):
    """Returns the function to which a value refers, itself or by its alias."""
    names = set(re.findall(r"\w+", json.dumps(value))) & template["Resources"].keys()
    (name,) = names
    resource = template["Resources"][name]
    if resource["Type"] == "AWS::Lambda::Function":
        return name
    assert resource["Type"] == "AWS::Lambda::Alias", resource["Type"]
    return function_in(template, resource["Properties"]["FunctionName"])


def matches(pattern, record):
    """Evaluates an event filter: objects of lists of values."""
    if isinstance(pattern, list):
        assert all(isinstance(value, str) for value in pattern), pattern
        return record in pattern
    return isinstance(record, dict) and all(matches(inner, record.get(key)) for key, inner in pattern.items())
