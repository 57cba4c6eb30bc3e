// Reaches addresses by fetch, and says whether it trusts them.

for (const url of process.env.PROFILESTATUS_URLS.split(" ")) {
  try {
    const answer = await fetch(url);
    console.log(answer.ok ? "reached" : answer.status);
  } catch (error) {
    if (!["SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"].includes(error.cause?.code)) {
      throw error;
    }
    console.log("not trusted");
  }
}
