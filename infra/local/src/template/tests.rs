use super::*;

/// Parses the repository's template with `old` replaced by `new`.
fn with(old: &str, new: &str) -> Result<Template, TemplateError> {
    assert!(EMBEDDED.contains(old), "{old} is no longer in the template");
    Template::parse(&EMBEDDED.replacen(old, new, 1), "infra/template.yaml")
}

/// Returns these parameters and those of an issuer, without which a stack creates a user pool that only AWS knows.
fn issuer(given: &[(&str, &str)]) -> BTreeMap<String, String> {
    let issuer = [("StaffIssuer", "http://localhost:9000"), ("StaffClientId", "site")];
    let all = issuer.iter().chain(given);
    all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn embedded() -> Template {
    Template::embedded().unwrap()
}

/// Returns a variable of `join`, with these parameters.
fn variable(template: &Template, name: &str, given: &[(&str, &str)]) -> Result<String, String> {
    let environments = template.environments("http://localhost:3000", &issuer(given));
    environments.map(|made| made["join"][name].clone()).map_err(|error| error.to_string())
}

#[test]
fn a_function_has_its_names_routes_and_statements() {
    let template = embedded();
    let join = &template.functions["join"];
    assert_eq!((join.logical_id.as_str(), join.code_uri.as_str()), ("Join", "../functions/join"));
    assert_eq!(join.statements[0].resources, [Value::GetAtt("Table.Arn".to_owned())]);
    let routes: Vec<_> = template.routes.iter().map(|route| (route.key(), route.function.as_str())).collect();
    for (key, function) in [("$default", "pages"), ("ANY /join/start", "join"), ("ANY /join/{id}/{section}", "join")] {
        assert!(routes.contains(&(key.to_owned(), function)), "{key} is not among {routes:?}");
    }
}

#[test]
fn an_environment_has_the_parameters_defaults_and_the_local_names() {
    let template = embedded();
    for (name, value) in [
        ("SITE_URL", "http://localhost:3000"),
        ("TABLE_NAME", "local-Table"),
        ("METRIC_NAMESPACE", "local"),
        ("CLOUDFRONT_SECRET", ""),
    ] {
        assert_eq!(variable(&template, name, &[]).unwrap(), value);
    }
    let environments = template.environments("http://localhost:3000", &issuer(&[])).unwrap();
    assert!(!environments["pages"].contains_key("TABLE_NAME"));
}

#[test]
fn a_site_url_in_the_template_wins_over_the_local_one() {
    let default = "  SiteUrl:\n    Type: String\n    Default: \"\"";
    let template = with(default, &default.replace("\"\"", "https://www.example.org")).unwrap();
    assert_eq!(variable(&template, "SITE_URL", &[]).unwrap(), "https://www.example.org");
}

#[test]
fn variables_and_conditions_may_depend_on_conditions() {
    let value = |conditions: &str, mail_from: &str| {
        let text = EMBEDDED.replacen("Conditions:\n", &format!("Conditions:\n{conditions}"), 1);
        let text = text.replacen("TABLE_NAME: !Ref Table", "TABLE_NAME: !If [Selection, one, !Ref Table]", 1);
        let template = Template::parse(&text, "infra/template.yaml").unwrap();
        variable(&template, "TABLE_NAME", &[("MailFrom", mail_from)])
    };
    let both = "  Selection: !And [!Condition HasMail, !Not [!Equals [!Ref MailFrom, x]]]\n";
    for (mail_from, expected) in [("a@example.com", "one"), ("x", "local-Table"), ("", "local-Table")] {
        assert_eq!(value(both, mail_from).unwrap(), expected);
    }
    for conditions in ["", "  Selection: !Not [!Condition Selection]\n"] {
        let error = value(conditions, "").unwrap_err();
        let expected = "infra/template.yaml: Join, variable TABLE_NAME: there is no condition Selection here";
        assert_eq!(error, expected);
    }
}

#[test]
fn parameters_are_refused_without_others_that_they_need() {
    let refusal = |site_url: &str, given: &[(&str, &str)]| {
        let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        // With the user pool, as on AWS.
        embedded().check(site_url, &given).err().map(|error| error.to_string())
    };
    let (from, staff, alarms) =
        (("MailFrom", "a@acro.example"), ("StaffEmail", "b@acro.example"), ("AlarmEmail", "c@d.ee"));
    let site = ("SiteUrl", "https://www.acro.example");
    let production = ("Production", "true");
    for good in
        [&[][..], &[site], &[from, site], &[from, staff, site], &[alarms], &[production, site, from, staff, alarms]]
    {
        assert_eq!(refusal("", good), None, "{good:?}");
    }
    for (bad, why) in [
        (&[from][..], "MailNeedsTheSite: MailFrom needs SiteUrl"),
        (&[staff, site], "StaffNeedMail: StaffEmail needs MailFrom"),
        (&[("MailConfigurationSet", "ours"), site], "ConfigurationSetNeedsMail: MailConfigurationSet needs MailFrom"),
        (&[("StaffIssuer", "https://login.acro.example"), site], "StaffIssuer needs StaffClientId"),
        (&[("StaffClientId", "site"), site], "StaffClientId needs StaffIssuer"),
        (&[production], "ProductionIsComplete: A production stack needs SiteUrl"),
        (&[production, site], "ProductionIsComplete: A production stack needs MailFrom"),
        (&[production, site, from], "ProductionIsComplete: A production stack needs StaffEmail"),
        (&[production, site, from, staff], "ProductionIsComplete: A production stack needs AlarmEmail"),
    ] {
        let refusal = refusal("", bad).unwrap();
        assert!(refusal.starts_with("infra/template.yaml: Rules.") && refusal.contains(why), "{refusal}");
    }
    assert_eq!(refusal("http://localhost:3000", &[from]), None, "the local address satisfies the rules");
}

#[test]
fn what_only_aws_evaluates_is_refused_in_rules_and_variables() {
    let (variable_name, rules) = ("TABLE_NAME: !Ref Table", "Rules:\n");
    for (old, new, why) in [
        (variable_name, "TABLE_NAME: !GetAtt Table.Arn", "Join, variable TABLE_NAME: Table.Arn is known to AWS only"),
        (variable_name, "TABLE_NAME: !Sub '${Table}'", "Join, variable TABLE_NAME: ${Table} is known to AWS only"),
        (variable_name, "TABLE_NAME: !Ref AWS::AccountId", "AWS::AccountId is not a parameter with a default"),
        (
            rules,
            "Rules:\n  Mine: {RuleCondition: !Condition HasMail, Assertions: []}\n",
            "Rules.Mine: there is no condition HasMail here",
        ),
    ] {
        let error = variable(&with(old, new).unwrap(), "TABLE_NAME", &[]).unwrap_err();
        assert!(error.starts_with("infra/template.yaml: ") && error.contains(why), "{error}");
    }
}

#[test]
fn a_mapping_connects_the_stream_to_a_function() {
    let mapping = Mapping {
        function: "notify".to_owned(),
        batch_size: 10,
        retries: 10_000,
        maximum_age: 43_200,
        filters: vec![
            serde_json::json!({"dynamodb": {"Keys": {"sk": {"S": ["application"]}}}}),
            serde_json::json!({"dynamodb": {"Keys": {"pk": {"S": ["register"]}}}}),
            serde_json::json!({"dynamodb": {"Keys": {"sk": {"S": ["member_request"]}}}}),
            serde_json::json!({"dynamodb": {"Keys": {"sk": {"S": ["return_request"]}}}}),
        ],
    };
    assert_eq!(embedded().mappings, [mapping]);
}

#[test]
fn a_queue_delays_messages_for_the_parameter_s_seconds() {
    let template = embedded();
    let queue = Queue {
        logical_id: "Decisions".to_owned(),
        function: "notify".to_owned(),
        batch_size: 10,
        delay: Value::Ref("UndoSeconds".to_owned()),
        visibility_timeout: 360,
        maximum_deliveries: 120,
    };
    assert_eq!(template.queues, [queue]);
    let given = [("UndoSeconds".to_owned(), "3".to_owned())].into();
    assert_eq!(template.delay(&template.queues[0], &BTreeMap::new()).unwrap(), "900");
    assert_eq!(template.delay(&template.queues[0], &given).unwrap(), "3");
    let environments = template.environments("http://localhost:3000", &issuer(&[])).unwrap();
    let url = "http://localhost:3000/_local/sqs/123456789012/local-Decisions";
    assert_eq!(environments["notify"]["DECISION_QUEUE_URL"], url);
}

#[test]
fn a_mapping_accepts_a_record_that_has_all_fields_of_its_pattern() {
    let mapping = &embedded().mappings[0];
    let record = |key: &str| serde_json::json!({"eventName": "INSERT", "dynamodb": {"Keys": {"sk": {"S": key}}}});
    assert!(mapping.accepts(&record("application")));
    assert!(!mapping.accepts(&record("history#000001")));
    assert!(!mapping.accepts(&serde_json::json!({"dynamodb": {"Keys": {"pk": {"S": "application"}}}})));
}

#[test]
fn unsupported_parts_are_refused_with_their_path() {
    let mapping_constants = "NotifyChanges.Properties: the local stack starts at TRIM_HORIZON";
    let topic = "Resources.Notify.Properties.Events.Reports: Topic must be a topic of the template";
    let source = "EventSourceArn must be the stream of the table";
    for (old, new, why) in [
        ("Conditions:", "Conditions: [", "line "),
        ("      CodeUri: ../functions/join\n", "", "Resources.Join.Properties: missing field `CodeUri`"),
        ("{Binary: join}", "{Binary: pages}", "Resources.Pages: Join has the same binary"),
        ("{Binary: join}", "{}", "Resources.Join.Metadata: has no Binary"),
        (
            "    Metadata:\n      BuildMethod",
            "    Condition: HasMail\n    Metadata:\n      BuildMethod",
            "Resources.Pages.Condition: the local stack does",
        ),
        ("    Runtime:", "    Environment: {Variables: {A: a}}\n    Runtime:", "Globals: the local stack reads only"),
        ("Type: AWS::Serverless::HttpApi", "Type: AWS::Serverless::Api", "has 0 of type AWS::Serverless::HttpApi"),
        ("              - !Ref AWS::NoValue\n", "              - Effect: Deny\n", "Statement"),
        // Conditions and rules.
        ("Conditions:\n", "Conditions:\n  A: !Xor [!Condition HasMail]\n", "Conditions.A: unknown variant `Fn::Xor`"),
        ("    RuleCondition:", "    Severity: high\n    RuleCondition:", "unknown field `Severity`"),
        ("    RuleCondition: !Equals", "    RuleCondition: !Contains", "unknown variant `Fn::Contains`"),
        ("Rules:\n", "Rules:\n  Mine: {RuleCondition: !Equals [a, b]}\n", "Rules.Mine: missing field `Assertions`"),
        // Events.
        (
            "Type: HttpApi\n          Properties: {ApiId: !Ref Api}",
            "Type: Cognito",
            "Resources.Pages.Properties.Events.Default.Type: \
             unknown variant `Cognito`, expected one of `HttpApi`, `SNS`, `Schedule`",
        ),
        ("Type: SNS", "Type: DynamoDB", "unknown variant `DynamoDB`"),
        ("Method: ANY", "Method: GET", "unknown variant `GET`, expected `ANY`"),
        ("Method: ANY, ", "", "Events.Start: must have a Method and a Path"),
        ("Path: /join/start", "Path: join/start", "Events.Start: must have a Method and a Path"),
        ("rate(1 hour)", "rate(5 minutes)", "unknown variant `rate(5 minutes)`, expected `rate(1 hour)`"),
        ("{Topic: !Ref MailReports}", "{Topic: !Ref Other}", topic),
        ("{Topic: !Ref MailReports}", "{Topic: arn}", topic),
        ("{Topic: !Ref MailReports}", "{Topic: !Ref MailReports, FilterPolicy: {}}", "unknown field `FilterPolicy`"),
        // The mapping.
        ("StartingPosition: TRIM_HORIZON", "StartingPosition: LATEST", mapping_constants),
        ("BisectBatchOnFunctionError: true", "BisectBatchOnFunctionError: false", mapping_constants),
        ("[ReportBatchItemFailures]", "[]", mapping_constants),
        ("BatchSize: 10", "ParallelizationFactor: 2", "unknown field `ParallelizationFactor`"),
        ("BatchSize: 10", "BatchSize: many", "many: invalid digit"),
        ("MaximumRetryAttempts: 10000", "MaximumRetryAttempts: -1", "-1: invalid digit"),
        (r#"["application"]"#, r#"[{"prefix": "application"}]"#, "patterns of fields and of exact texts only"),
        ("EventSourceArn: !GetAtt Table.StreamArn", "EventSourceArn: !GetAtt Table.Arn", source),
        ("EventSourceArn: !GetAtt Table.StreamArn", "EventSourceArn: !GetAtt Other.StreamArn", source),
        ("FunctionName: !Ref Notify.Alias", "FunctionName: !Ref Notify", "must be an alias of the template"),
        // The queue.
        ("      DelaySeconds: !Ref UndoSeconds\n", "", "Resources.Decisions.Properties: missing field `DelaySeconds`"),
        ("DelaySeconds:", "FifoQueue: true\n      DelaySeconds:", "unknown field `FifoQueue`"),
        ("maxReceiveCount: 120", "maxReceiveCount: 0.5", "0.5: invalid digit"),
        ("EventSourceArn: !GetAtt Decisions.Arn", "EventSourceArn: !GetAtt Others.Arn", "NotifyDecisions.Properties"),
        (
            "EventSourceArn: !GetAtt Decisions.Arn\n      FunctionName: !Ref Notify.Alias",
            "EventSourceArn: !GetAtt Decisions.Arn\n      FunctionName: !Ref Other.Alias",
            "NotifyDecisions.Properties: FunctionName must be an alias of the template",
        ),
        (
            "EventSourceArn: !GetAtt Decisions.Arn",
            "ScalingConfig: {}\n      EventSourceArn: !GetAtt Decisions.Arn",
            "unknown field `ScalingConfig`",
        ),
        // The table.
        ("BillingMode: PAY", "TableName: members\n      BillingMode: PAY", "unknown field `TableName`"),
        ("GlobalSecondaryIndexes:", "LocalSecondaryIndexes:", "unknown field `LocalSecondaryIndexes`"),
        ("      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}\n", "", "field `StreamSpecification`"),
    ] {
        let error = with(old, new).unwrap_err().to_string();
        assert!(error.starts_with("infra/template.yaml: ") && error.contains(why), "{error}");
    }
}

#[test]
fn an_empty_and_a_missing_file_are_reported() {
    assert_eq!(Template::parse("", "t.yaml").unwrap_err().to_string(), "t.yaml: is empty");
    let missing = Template::read(Path::new("/nowhere/t.yaml")).unwrap_err().to_string();
    assert!(missing.starts_with("/nowhere/t.yaml: No such file"), "{missing}");
}
