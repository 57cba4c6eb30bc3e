//! Does with the generated client what its users do, and checks every answer.

use std::collections::HashMap;
use std::error::Error as StdError;
use std::fmt::Debug;

use chrono::{DateTime, Utc};
use profilestatus::types::{
    EducationSynchronizationProfileStatusCreate, EducationSynchronizationStatus, ErrorCode,
    ErrorDetails, MainError, ODataError, ProfileId,
};
use profilestatus::{Client, ClientInfo, Error, ResponseValue};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use serde_json::json;

type Result<T = ()> = std::result::Result<T, Box<dyn StdError>>;

const TYPE: &str = "#microsoft.graph.educationSynchronizationProfileStatus";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result {
    let url = std::env::var("PROFILESTATUS_URL")?;

    // begin snippet
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer any-token"));
    let http = reqwest::Client::builder().default_headers(headers);
    let client = Client::new_with_client(&url, http.build()?);

    let status = EducationSynchronizationProfileStatusCreate {
        id: None,
        odata_type: None,
        status: EducationSynchronizationStatus::Success,
        last_synchronization_date_time: "2026-11-23T10:58:12.123456789+01:00".parse()?,
    };
    let school: ProfileId = "school-1".parse()?;
    let created = client.create_profile_status(&school, &status).await?;
    // end snippet
    expect("an id was made", false, created.id.is_empty())?;
    expect("status", status.status, created.status)?;
    expect(
        "instant",
        status.last_synchronization_date_time,
        created.last_synchronization_date_time,
    )?;
    expect("type", TYPE, created.odata_type.as_str())?;
    println!("ok - server-id");

    own_id(&client).await?;
    newest(&client).await?;
    conflict(&client).await?;
    unknown_status(&client).await?;
    no_token(&url).await?;
    pages(&client).await?;
    delete(&client).await?;
    escape(&client).await
}

/// The status that several steps send.
fn run_1() -> Result<EducationSynchronizationProfileStatusCreate> {
    Ok(EducationSynchronizationProfileStatusCreate {
        id: Some("run-1".parse()?),
        odata_type: Some(TYPE.parse()?),
        status: EducationSynchronizationStatus::Quarantined,
        last_synchronization_date_time: "2026-11-22T22:15:00Z".parse()?,
    })
}

async fn own_id(client: &Client) -> Result {
    let created = client
        .create_profile_status(&"school-1".parse()?, &run_1()?)
        .await?;
    expect("HTTP status", 201, created.status().as_u16())?;
    expect("id", "run-1", created.id.as_str())?;
    println!("ok - own-id");
    Ok(())
}

async fn newest(client: &Client) -> Result {
    let newest = client
        .get_profile_status(&"school-1".parse()?)
        .await?
        .into_inner();
    let instant: DateTime<Utc> = "2026-11-22T22:15:00Z".parse()?;
    expect("id", "run-1", newest.id.as_str())?;
    expect(
        "status",
        EducationSynchronizationStatus::Quarantined,
        newest.status,
    )?;
    expect("instant", instant, newest.last_synchronization_date_time)?;
    expect("type", TYPE, newest.odata_type.as_str())?;
    println!("ok - newest");
    Ok(())
}

async fn conflict(client: &Client) -> Result {
    let again = client
        .create_profile_status(&"school-1".parse()?, &run_1()?)
        .await;
    let refusal = refused(again, 409, ErrorCode::Conflict)?;
    let error = &refusal.error;
    expect("a message was given", false, error.message.is_empty())?;
    expect(
        "request-id",
        refusal
            .headers()
            .get("request-id")
            .map(HeaderValue::as_bytes),
        Some(error.inner_error.request_id.to_string().as_bytes()),
    )?;
    println!("ok - conflict");
    Ok(())
}

/// The enum is closed, and safe Rust makes no other value of it. So the body is
/// sent past the model, over the connection of the generated client.
async fn unknown_status(client: &Client) -> Result {
    let parsed = "finished".parse::<EducationSynchronizationStatus>();
    expect("the enum is closed", true, parsed.is_err())?;
    let path = "education/synchronizationProfiles/school-1/profileStatus";
    let response = client
        .client()
        .post(format!("{}/{path}", client.baseurl()))
        .json(&json!({
            "status": "finished",
            "lastSynchronizationDateTime": "2026-11-22T22:15:00Z",
        }))
        .send()
        .await?;
    let answer = ResponseValue::<ODataError>::from_response::<()>(response).await?;
    let refusal = refused::<()>(
        Err(Error::ErrorResponse(answer)),
        400,
        ErrorCode::BadRequest,
    )?;
    expect(
        "details",
        vec!["enum /status".to_owned()],
        places(&refusal.error),
    )?;
    println!("ok - enum");
    Ok(())
}

async fn no_token(url: &str) -> Result {
    let newest = Client::new(url)
        .get_profile_status(&"school-1".parse()?)
        .await;
    refused(newest, 401, ErrorCode::InvalidAuthenticationToken)?;
    println!("ok - token");
    Ok(())
}

async fn pages(client: &Client) -> Result {
    let mut ids: Vec<String> = (1..=250).map(|i| format!("e-{i:03}")).collect();
    for id in &ids {
        let status = EducationSynchronizationProfileStatusCreate {
            id: Some(id.parse()?),
            odata_type: None,
            status: EducationSynchronizationStatus::Success,
            last_synchronization_date_time: "2026-11-23T10:00:00Z".parse()?,
        };
        client
            .create_profile_status(&"school-2".parse()?, &status)
            .await?;
    }

    let (mut sizes, mut listed, mut token) = (Vec::new(), Vec::new(), None);
    loop {
        let page = client
            .list_profile_status_history(
                &"school-2".parse()?,
                token.as_ref(),
                Some(100.try_into()?),
            )
            .await?
            .into_inner();
        sizes.push(page.value.len());
        listed.extend(page.value.into_iter().map(|status| String::from(status.id)));
        let Some(next) = page.odata_next_link else {
            break;
        };
        let next = reqwest::Url::parse(&next)?;
        let query: HashMap<_, _> = next.query_pairs().collect();
        token = Some(query["$skiptoken"].parse()?);
    }
    ids.reverse();
    expect("sizes of the pages", vec![100, 100, 50], sizes)?;
    expect("ids", ids, listed)?;
    println!("ok - pages");
    Ok(())
}

async fn delete(client: &Client) -> Result {
    client.delete_profile_status(&"school-1".parse()?).await?;
    let newest = client.get_profile_status(&"school-1".parse()?).await;
    refused(newest, 404, ErrorCode::ResourceNotFound)?;
    println!("ok - delete");
    Ok(())
}

/// The ids of paths are types that check the pattern, so a bad one never leaves
/// the program.
async fn escape(client: &Client) -> Result {
    let school: ProfileId = "~school.3".parse()?;
    client.create_profile_status(&school, &run_1()?).await?;
    let newest = client.get_profile_status(&school).await?;
    expect("id", "run-1", newest.id.as_str())?;
    expect("status", run_1()?.status, newest.status)?;

    let bad = "school 3/ä".parse::<ProfileId>();
    let Err(reason) = bad else {
        return Err("the pattern was not checked".into());
    };
    let told = reason.to_string();
    expect("the reason", true, told.contains("doesn't match pattern"))?;
    println!("ok - escape");
    Ok(())
}

/// Returns the documented error of an answer that had to be one.
fn refused<T: Debug>(
    result: std::result::Result<T, Error<ODataError>>,
    status: u16,
    code: ErrorCode,
) -> Result<ResponseValue<ODataError>> {
    let Err(Error::ErrorResponse(refusal)) = result else {
        return Err(format!("expected a refusal with {status}, found {result:?}").into());
    };
    expect("HTTP status", status, refusal.status().as_u16())?;
    expect("code", code, refusal.error.code)?;
    Ok(refusal)
}

fn places(error: &MainError) -> Vec<String> {
    let place = |d: &ErrorDetails| format!("{} {}", *d.code, *d.target);
    error.details.iter().map(place).collect()
}

fn expect<W, G>(what: &str, want: W, got: G) -> Result
where
    W: PartialEq<G> + Debug,
    G: Debug,
{
    if want == got {
        return Ok(());
    }
    Err(format!("{what}: expected {want:?}, found {got:?}").into())
}
