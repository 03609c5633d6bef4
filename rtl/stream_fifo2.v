// stream_fifo2: two-entry FIFO; valid, data and ready are all functions of registers.
// Full throughput; latency one cycle. A transfer happens with valid and ready both high; once valid
// is high, valid and data hold until accepted.
`default_nettype none

module stream_fifo2 #(
  parameter WIDTH = 18                  // payload bits, >= 1
) (
  input  wire             clk_i,
  input  wire             rst_i,

  input  wire             in_valid_i,
  output wire             in_ready_o,
  input  wire [WIDTH-1:0] in_data_i,

  output wire             out_valid_o,
  input  wire             out_ready_i,
  output wire [WIDTH-1:0] out_data_o
);

  reg             head_valid_q, tail_valid_q;   // tail is only valid behind a valid head
  reg [WIDTH-1:0] head_q, tail_q;

  wire push = in_valid_i && !tail_valid_q;
  wire pop  = head_valid_q && out_ready_i;

  assign in_ready_o  = !tail_valid_q;
  assign out_valid_o = head_valid_q;
  assign out_data_o  = head_q;

  always @(posedge clk_i) begin
    if (rst_i) begin
      head_valid_q <= 1'b0;
      tail_valid_q <= 1'b0;
    end else begin
      head_valid_q <= push || tail_valid_q || head_valid_q && !pop;
      tail_valid_q <= tail_valid_q ? !pop : push && head_valid_q && !pop;
    end
  end

  always @(posedge clk_i) begin
    if (pop || !head_valid_q) head_q <= tail_valid_q ? tail_q : in_data_i;
    if (push)                 tail_q <= in_data_i;
  end

`ifdef FORMAL
  // Any word, the f_k-th in, comes out f_k-th and unchanged; valid and data hold until accepted.
  (* anyconst *) reg [3:0]       f_k;
  (* anyconst *) reg [WIDTH-1:0] f_word;
  reg [3:0] f_in, f_out;
  reg       f_past = 1'b0;
  always @(posedge clk_i) begin
    f_past <= 1'b1;
    f_in   <= rst_i ? 4'd0 : f_in + push;
    f_out  <= rst_i ? 4'd0 : f_out + pop;
    if (!f_past) assume (rst_i);
    if (f_in == f_k) assume (in_data_i == f_word);
    if (f_past) begin
      assert (head_valid_q || !tail_valid_q);
      assert (f_in == f_out + head_valid_q + tail_valid_q);
      if (head_valid_q && f_out == f_k)          assert (head_q == f_word);
      if (tail_valid_q && f_out + 4'd1 == f_k)   assert (tail_q == f_word);
      if ($past(out_valid_o && !out_ready_i && !rst_i))
        assert (out_valid_o && out_data_o == $past(out_data_o));
    end
  end
`endif

endmodule

`default_nettype wire
