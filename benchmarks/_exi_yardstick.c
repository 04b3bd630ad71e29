/* What the EXI benchmark measures against: the plainest loop over the bits of a message, and the bare making of its
 * objects by the technique of the engine, without any bits. Loaded by ctypes.PyDLL, so that the GIL is held. */
#include <Python.h>

static volatile unsigned sink;

void read_bits(const unsigned char *data, size_t length, long repetitions)
{
    for (long r = 0; r < repetitions; r++) {
        unsigned a = 0;
        for (size_t j = 0; j < length * 8; j++)
            a = (a << 1 | (a >> 31)) ^ ((data[j >> 3] >> (7 - (j & 7))) & 1);
        sink += a;
    }
}

/* A record is a header and its fields, one pointer each. */
static Py_ssize_t fields_in(PyTypeObject *type)
{
    return (type->tp_basicsize - (Py_ssize_t) sizeof(PyObject)) / (Py_ssize_t) sizeof(PyObject *);
}

static PyObject *make(PyObject *value, PyTypeObject *metaclass)
{
    PyTypeObject *type = Py_TYPE(value);
    if (PyLong_CheckExact(value))
        return PyLong_FromLongLong(PyLong_AsLongLong(value));
    if (PyBytes_CheckExact(value))
        return PyBytes_FromStringAndSize(PyBytes_AS_STRING(value), PyBytes_GET_SIZE(value));
    if (PyUnicode_CheckExact(value))
        return PyUnicode_FromKindAndData(PyUnicode_KIND(value), PyUnicode_DATA(value), PyUnicode_GET_LENGTH(value));
    if (PyTuple_CheckExact(value)) {
        PyObject *made = PyTuple_New(PyTuple_GET_SIZE(value));
        for (Py_ssize_t i = 0; made && i < PyTuple_GET_SIZE(value); i++)
            PyTuple_SET_ITEM(made, i, make(PyTuple_GET_ITEM(value, i), metaclass));
        return made;
    }
    if (Py_TYPE(type) == metaclass) {
        PyObject *made = _PyObject_New(type);
        PyObject **from = (PyObject **) ((char *) value + sizeof(PyObject));
        PyObject **to = (PyObject **) ((char *) made + sizeof(PyObject));
        for (Py_ssize_t i = 0; made && i < fields_in(type); i++)
            to[i] = make(from[i], metaclass);
        return made;
    }
    Py_INCREF(value);
    return value;
}

void make_objects(PyObject *message, PyObject *metaclass, long repetitions)
{
    for (long r = 0; r < repetitions; r++)
        Py_XDECREF(make(message, (PyTypeObject *) metaclass));
}
