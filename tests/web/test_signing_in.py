"""The door."""



def test_the_start_page_asks_a_stranger_to_sign_in(client):
    answer = client.get("/")
    assert (answer.status_code, answer.location) == (302, "/sign-in")


def test_a_signed_in_worker_sees_the_start_page(client, cast):
    answer = client.sign_in(cast.key_worker).get("/")
    assert answer.status_code == 200
    assert "Sam" in answer.text
