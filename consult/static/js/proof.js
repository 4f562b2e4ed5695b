// The square code of a ballot holds its code after the #, which no server receives: it is typed in the field here.
const field = document.querySelector("input[name=code]");
const code = decodeURIComponent(location.hash.slice(1));
if (field && !field.value && /^[0-9A-Z-]{10,24}$/i.test(code)) field.value = code;
